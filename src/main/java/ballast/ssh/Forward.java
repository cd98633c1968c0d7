package ballast.ssh;

/// Something on a host that is to be reached from here.
///
/// @param name a short name, unique for the host; the file here is called so
/// @param remote a unix socket's path, or `address:port`, as seen from the host
public record Forward(String name, String remote) {
  /// What the Docker Engine's own forward is called.
  public static final String DOCKER = "d";

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
}
