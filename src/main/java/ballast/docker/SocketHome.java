package ballast.docker;

import ballast.port.CallFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The container on a host in which a program listens on a unix socket of that host.
///
/// @param container its name
/// @param socket the socket's path in there
public record SocketHome(String container, Path socket) {
  private record Candidate(SocketHome home, Liking liking, int depth) {}

  private enum Liking {
    HAPROXY,
    OTHER
  }

  /// A running container that has the socket's folder as a mount: one that runs HAProxy before any
  /// other, and the closest mount before one further up.
  ///
  /// @throws CallFailed when the engine cannot tell
  public static Optional<SocketHome> of(DockerClient client, Path socket)
      throws CallFailed, InterruptedException {
    return client.ask(new ContainerCall.ListAll()).stream()
        .filter(one -> one.maybeText("State").filter("running"::equals).isPresent())
        .flatMap(one -> candidates(one, socket).stream())
        .min(
            Comparator.comparing(Candidate::liking)
                .thenComparing(Candidate::depth, Comparator.reverseOrder()))
        .map(Candidate::home);
  }

  private static List<Candidate> candidates(Json container, Path socket) {
    try {
      String name = container.at("Names").items().getFirst().element().getAsString();
      Liking liking =
          Words.saysOneOf(
                  container.maybeText("Image").orElse("")
                      + " "
                      + container.maybeText("Command").orElse(""),
                  "haproxy")
              ? Liking.HAPROXY
              : Liking.OTHER;
      return container.at("Mounts").items().stream()
          .flatMap(mount ->
              inside(mount, socket).stream()
                  .map(path ->
                      new Candidate(
                          new SocketHome(name.replaceFirst("^/", ""), path),
                          liking,
                          Path.of(mount.maybeText("Source").orElse("/")).getNameCount())))
          .toList();
    } catch (IOException | RuntimeException unlike) {
      // RuntimeException: a list without names; a container that cannot be read is no candidate
      return List.of();
    }
  }

  private static Optional<Path> inside(Json mount, Path socket) {
    Optional<Path> source = mount.maybeText("Source").filter(text -> !text.isEmpty()).map(Path::of);
    Optional<Path> there = mount.maybeText("Destination").map(Path::of);
    return source.isPresent() && there.isPresent() && socket.startsWith(source.get())
        ? Optional.of(there.get().resolve(source.get().relativize(socket)))
        : Optional.empty();
  }
}
