package ballast.plan;

import ballast.model.Host;
import ballast.model.Observed;
import java.util.Set;

/// Which hosts of the fleet a rollout may touch. The others count: a slot that is out there is out,
/// and a host that cannot be read there has all of its slots out.
public sealed interface Scope {
  record All() implements Scope {}

  record Only(Set<Host> hosts) implements Scope {
    public Only {
      hosts = Set.copyOf(hosts);
    }
  }

  default boolean includes(Host host) {
    return switch (this) {
      case All() -> true;
      case Only(var hosts) -> hosts.contains(host);
    };
  }

  /// The part of a look that it includes.
  default Observed of(Observed observed) {
    return new Observed(observed.hosts().stream().filter(view -> includes(view.host())).toList());
  }
}
