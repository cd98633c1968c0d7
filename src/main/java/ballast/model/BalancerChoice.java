package ballast.model;

import java.nio.file.Path;
import java.util.Optional;

/// Which HAProxy stands in front of the slots of a host, and how it is asked.
public sealed interface BalancerChoice {
  /// The backend that holds the slots' servers.
  String backend();

  /// The server of each slot.
  NamePattern server();

  /// Ballast writes the config and runs HAProxy in a container; slots have fixed addresses.
  ///
  /// @param image HAProxy's image, as the engine would pull it
  /// @param http the port it listens on, on every address of the host
  /// @param subnet the first three numbers of the bridge network's /24, e.g. `172.30.77`
  record Managed(String backend, NamePattern server, String image, int http, String subnet)
      implements BalancerChoice {
    private static final int FIRST_SLOT_ADDRESS = 10;

    /// The address that a slot's container always has; the same on every host, since the network is
    /// the host's own.
    public String addressOf(int slot) {
      return subnet + "." + (FIRST_SLOT_ADDRESS + slot);
    }
  }

  /// An HAProxy that is there already, asked through its admin socket on the host.
  ///
  /// @param master its master socket, which alone shows the workers that a reload left behind
  record AtSocket(String backend, NamePattern server, Path socket, Optional<Path> master)
      implements BalancerChoice {}

  /// An HAProxy that is there already, asked by running socat in its container, as the seed did.
  record InContainer(String backend, NamePattern server, String container, Path socket)
      implements BalancerChoice {}
}
