package ballast.model;

/// What is deployed: everything in ballast.yml that does not change from release to release.
///
/// @param image the repository, without tag
/// @param port where the application listens in its container
/// @param slots how many containers each host runs
/// @param containerName the container of each slot
public record Service(
    String name,
    String image,
    int port,
    int slots,
    NamePattern containerName,
    ContainerSpec container,
    Health health,
    BalancerChoice balancer) {
  public Service {
    if (slots < 1) {
      throw new IllegalArgumentException("slots must be at least 1, not " + slots);
    }
  }
}
