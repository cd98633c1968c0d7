package ballast.model;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Which load balancer stands in front of the hosts, and how it is asked.
public sealed interface EdgeChoice {
  /// Several HAProxies that are one edge: a host has left when it has left each of them.
  ///
  /// @param tiers at least one
  record Haproxy(List<Tier> tiers) implements EdgeChoice {
    public Haproxy {
      tiers = List.copyOf(tiers);
      if (tiers.isEmpty()) {
        throw new IllegalArgumentException("an edge of no HAProxy is none");
      }
    }

    /// One HAProxy.
    ///
    /// @param server what a host's server is called there
    public record Tier(Admin admin, String backend, HostPattern server) {}

    /// Where its Runtime API is.
    public sealed interface Admin {
      /// @param on the machine of that socket, as one would write it in `hosts`; none: this one
      /// @param master its master socket, which alone shows the workers that a reload left behind
      record Socket(Path path, Optional<Path> master, Optional<String> on) implements Admin {}

      /// A `stats socket` that listens on a TCP port.
      record Tcp(String host, int port) implements Admin {}
    }
  }

  /// A backend service of Google Cloud's load balancer.
  ///
  /// @param zone where the instances and their group are
  /// @param region that of a regional backend service; none: it is a global one
  /// @param instance what a host's instance is called
  /// @param endpoint where the API is, if not at Google's public address
  record Google(
      String project,
      HostPattern zone,
      Optional<String> region,
      Members members,
      String backendService,
      HostPattern instance,
      Optional<URI> endpoint)
      implements EdgeChoice {
    /// What a host is taken out of.
    public sealed interface Members {
      HostPattern name();

      /// An unmanaged instance group.
      record InstanceGroup(HostPattern name) implements Members {}

      /// A zonal network endpoint group.
      ///
      /// @param port the port of the endpoints; none: the group's default
      record Neg(HostPattern name, OptionalInt port) implements Members {}
    }
  }

  /// Commands of the user's own.
  ///
  /// @param folder where they run
  /// @param deadline for each run
  record Commands(
      List<String> leave, List<String> join, List<String> state, Path folder, Duration deadline)
      implements EdgeChoice {
    public Commands {
      leave = List.copyOf(leave);
      join = List.copyOf(join);
      state = List.copyOf(state);
    }
  }
}
