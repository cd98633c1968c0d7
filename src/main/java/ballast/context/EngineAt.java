package ballast.context;

import ballast.model.TcpAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// Where docker would look for an engine.
public sealed interface EngineAt {
  /// At a socket of this machine.
  record Here(Path socket) implements EngineAt {
    /// Where an engine listens that nobody has set up otherwise.
    public static final Path USUAL = Path.of("/var/run/docker.sock");
  }

  /// Through ssh.
  record BySsh(Optional<String> user, String host, OptionalInt port) implements EngineAt {}

  /// On TCP.
  record ByTcp(TcpAddress at, Security security) implements EngineAt {}

  /// Nowhere that Ballast can follow.
  ///
  /// @param why in words, without the name of what was asked for
  /// @param next what to do about it
  record Nowhere(String why, String next) implements EngineAt {}

  /// How one is known to the engine, and it to us.
  sealed interface Security {
    /// By `ca.pem`, `cert.pem` and `key.pem` in that folder.
    record Keys(Path folder) implements Security {}

    /// By those of the three that are in that folder of a context.
    record ContextKeys(Path folder) implements Security {}

    /// Not at all.
    record None() implements Security {}
  }
}
