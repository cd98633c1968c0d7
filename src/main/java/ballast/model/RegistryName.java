package ballast.model;

/// A registry as Docker tells it from the name of a repository.
///
/// @param host with its port, if it has one; Docker Hub is `docker.io`
public record RegistryName(String host) {
  public static final RegistryName DOCKER_HUB = new RegistryName("docker.io");

  /// The registry of `registry.example:5000/shop`. What comes before the first slash is one only
  /// when it looks like a host: `library/nginx` is Docker Hub's.
  public static RegistryName of(String repository) {
    int slash = repository.indexOf('/');
    String first = slash < 0 ? "" : repository.substring(0, slash);
    boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
    if (!isHost || first.equals("docker.io") || first.equals("index.docker.io")) {
      return DOCKER_HUB;
    }
    return new RegistryName(first);
  }

  @Override
  public String toString() {
    return host;
  }
}
