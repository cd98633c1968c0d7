package ballast.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which HAProxy stands in front of the slots of a host, and how it is asked.
public sealed interface BalancerChoice {
  /// The backend that holds the slots' servers.
  String backend();

  /// The server of each slot.
  NamePattern server();

  /// Ballast writes the config and runs HAProxy in a container; slots have fixed addresses.
  ///
  /// @param image HAProxy's image, as the engine would pull it
  /// @param subnet the first three numbers of the bridge network's /24, e.g. `172.30.77`
  /// @param template a Jinja template of the config, on this machine; none: Ballast's own config
  /// @param sharing with whom; none: the service has an HAProxy of its own
  record Managed(
      String backend,
      NamePattern server,
      String image,
      Entrance entrance,
      String subnet,
      Optional<Path> template,
      Optional<Sharing> sharing)
      implements BalancerChoice {
    private static final int FIRST_SLOT_ADDRESS = 10;

    /// With Ballast's own config, and for one service alone.
    public Managed(
        String backend, NamePattern server, String image, Entrance entrance, String subnet) {
      this(backend, server, image, entrance, subnet, Optional.empty(), Optional.empty());
    }

    /// Whose it is, in the names of its container, its sockets' folder and its lock: the service's
    /// alone, or that of all who share it.
    public String owner(String service) {
      return sharing.map(with -> Sharing.PREFIX + with.balancer()).orElse(service);
    }

    /// TLS, where it ends here.
    public Optional<Https> https() {
      return switch (entrance) {
        case Entrance.Http(_, var https) -> https;
        case Entrance.Tcp _ -> Optional.empty();
      };
    }

    /// The ports it listens on, on every address of the host.
    public List<Integer> ports() {
      return Stream.concat(Stream.of(entrance.port()), https().stream().map(Https::port)).toList();
    }

    /// The address that a slot's container always has; the same on every host, since the network is
    /// the host's own.
    public String addressOf(int slot) {
      return subnet + "." + (FIRST_SLOT_ADDRESS + slot);
    }
  }

  /// Where clients come in, and what HAProxy makes of what they send.
  sealed interface Entrance {
    int port();

    /// Requests, each sent to a slot of its own.
    ///
    /// @param https TLS, where it ends here
    record Http(int port, Optional<Https> https) implements Entrance {}

    /// Connections, each with one slot from its beginning to its end.
    record Tcp(int port) implements Entrance {}
  }

  /// An HAProxy that is there already, asked through its admin socket on the host.
  ///
  /// @param master its master socket, which alone shows the workers that a reload left behind
  record AtSocket(String backend, NamePattern server, Path socket, Optional<Path> master)
      implements BalancerChoice {}

  /// An HAProxy that is there already, asked by running socat in its container, as the seed did.
  ///
  /// @param socket its admin socket, as the container sees it
  /// @param master its master socket, likewise
  record InContainer(
      String backend, NamePattern server, String container, Path socket, Optional<Path> master)
      implements BalancerChoice {}
}
