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
    long uid = id(Path.of("/proc/self"), "unix:uid").orElse(-1L);
    if (!Files.exists(docker)) {
      return new Facts(uid, Optional.empty(), Access.MISSING);
    }
    return new Facts(
        uid,
        id(docker, "unix:gid"),
        Files.isReadable(docker) && Files.isWritable(docker) ? Access.ALLOWED : Access.FORBIDDEN);
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
  public Path path(String forward) {
    Path path = paths.get(forward);
    if (path == null) {
      throw new IllegalArgumentException("no forward is called " + forward);
    }
    return path;
  }

  @Override
  public Facts facts() {
    return facts;
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
