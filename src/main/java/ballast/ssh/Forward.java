package ballast.ssh;

import java.util.Optional;

/// Something on a host that is to be reached from here.
///
/// @param name a short name, unique for the host; the file here is called so
/// @param remote a unix socket's path, or `address:port`, as seen from the host
public record Forward(String name, String remote) {
  /// What the Docker Engine's own forward is called.
  public static final String DOCKER = "d";

  private static final String UNIX = "unix://";

  public Forward {
    if (!name.matches("[A-Za-z0-9_-]{1,16}")) {
      throw new IllegalArgumentException("no short name for a forward: '" + name + "'");
    }
    if (!remote.startsWith("/") && !remote.matches(".+:\\d{1,5}")) {
      throw new IllegalArgumentException(
          "neither a unix socket nor address:port: '" + remote + "'");
    }
  }

  /// The Docker Engine's socket where it usually is.
  public static Forward docker() {
    return new Forward(DOCKER, "/var/run/docker.sock");
  }

  /// The socket of this machine's own Docker Engine, as the `docker` command would find it.
  ///
  /// @param dockerHost what `DOCKER_HOST` says; only a unix socket is one of this machine
  public static Forward dockerHere(Optional<String> dockerHost) {
    return dockerHost
        .filter(address -> address.startsWith(UNIX + "/"))
        .map(address -> new Forward(DOCKER, address.substring(UNIX.length())))
        .orElseGet(Forward::docker);
  }
}
