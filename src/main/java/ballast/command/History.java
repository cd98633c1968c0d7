package ballast.command;

import ballast.journal.JsonLinesJournal;
import ballast.journal.TypicalSlot;
import ballast.model.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where rollouts of the past are kept on this machine: for people and estimates, never for a
/// decision.
final class History {
  private History() {}

  private static Path folder() {
    String state = System.getenv("XDG_STATE_HOME");
    Path home = Path.of(System.getProperty("user.home", "/"));
    return (state == null || state.isBlank()
            ? home.resolve(".local").resolve("state")
            : Path.of(state))
        .resolve("ballast");
  }

  static Optional<Duration> typicalSlot(Service service) {
    return TypicalSlot.of(folder(), service.name());
  }

  /// A journal that cannot be written is told, and keeps nothing from being done.
  static Optional<JsonLinesJournal> journal(Service service, String rollout, Terminal terminal) {
    try {
      Files.createDirectories(folder());
    } catch (IOException unwritable) {
      terminal.err().println("warning: no journal is kept: " + unwritable.getMessage());
      return Optional.empty();
    }
    return Optional.of(
        JsonLinesJournal.open(
            folder(), rollout, trouble -> terminal.err().println("warning: " + trouble.brief())));
  }
}
