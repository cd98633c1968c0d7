package ballast.port;

import ballast.model.Host;
import java.util.List;
import java.util.Optional;

/// The hosts that a rollout is about, and the way to each.
public interface Fleet {
  /// In inventory order.
  List<Host> hosts();

  Engine engine(Host host);

  Balancer balancer(Host host);

  Probe probe(Host host);

  /// What stands in front of all of them; nothing where clients reach each host by themselves.
  Optional<Front> edge();
}
