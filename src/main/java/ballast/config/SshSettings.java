package ballast.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What ballast.yml adds to the user's own ssh settings; a host's own user, port and key come
/// first.
///
/// @param parallel how many connections may be starting at once
/// @param connectTimeout how long one connection may take to stand
/// @param args further arguments for every `ssh`, before the host
public record SshSettings(
    Optional<String> user,
    Optional<Path> key,
    OptionalInt port,
    int parallel,
    Duration connectTimeout,
    List<String> args) {
  public SshSettings {
    args = List.copyOf(args);
  }
}
