package ballast.port;

import ballast.model.Host;
import java.util.List;

/// The hosts that a rollout is about, and the way to each.
public interface Fleet {
  /// In inventory order.
  List<Host> hosts();

  Engine engine(Host host);

  Balancer balancer(Host host);

  Probe probe(Host host);
}
