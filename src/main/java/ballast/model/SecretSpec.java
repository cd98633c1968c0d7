package ballast.model;

/// One of `container: secrets` in ballast.yml.
///
/// @param name of the file or the variable in the container
public record SecretSpec(String name, Delivery delivery, SecretSource source) {
  /// How a container gets it.
  public enum Delivery {
    /// A file in [#FOLDER] that only the container's user can read.
    FILE,
    /// An environment variable, which whoever may use Docker on the host can see.
    ENV
  }

  /// Where containers find their secrets, as they do with Docker Swarm and Compose.
  public static final String FOLDER = "/run/secrets";
}
