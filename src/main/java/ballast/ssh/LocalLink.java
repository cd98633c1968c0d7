package ballast.ssh;

import ballast.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// This machine: its sockets as they are.
public final class LocalLink implements Link {
  private final Map<String, Path> paths;
  private final Facts facts;

  /// @param forwards unix sockets only
  public LocalLink(List<Forward> forwards) {
    this.paths =
        forwards.stream()
            .collect(Collectors.toUnmodifiableMap(Forward::name, one -> Path.of(one.remote())));
    this.facts = facts(paths);
  }

  private static Facts facts(Map<String, Path> paths) {
    Path docker = paths.getOrDefault(Forward.DOCKER, Path.of("/var/run/docker.sock"));
    return new Facts(
        id(Path.of("/proc/self"), "unix:uid").orElse(-1L),
        id(docker, "unix:gid"),
        paths.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, one -> access(one.getValue()))));
  }

  /// A folder that may not be entered hides what is in it: that is no permission either.
  private static Access access(Path socket) {
    if (Files.isReadable(socket) && Files.isWritable(socket)) {
      return Access.ALLOWED;
    }
    Path folder = socket.resolveSibling("");
    return Files.exists(socket) || (Files.isDirectory(folder) && !Files.isExecutable(folder))
        ? Access.FORBIDDEN
        : Access.MISSING;
  }

  private static Optional<Long> id(Path file, String attribute) {
    try {
      return Files.getAttribute(file, attribute) instanceof Integer id
          ? Optional.of(id.longValue())
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException unreadable) {
      return Optional.empty();
    }
  }

  @Override
  public Door door(String forward) {
    Path path = paths.get(forward);
    if (path == null) {
      throw new IllegalArgumentException("no forward is called " + forward);
    }
    return Door.at(path);
  }

  @Override
  public Facts facts() {
    return facts;
  }

  @Override
  public Reach reach() {
    return Reach.EVERYTHING;
  }

  @Override
  public Optional<Problem> broken() {
    return Optional.empty();
  }

  @Override
  public void close() {
    // nothing was opened
  }
}
