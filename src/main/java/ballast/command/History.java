package ballast.command;

import ballast.cli.Exit;
import ballast.journal.JsonLinesJournal;
import ballast.journal.KeptRollouts;
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

  static Path folder() {
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
            folder(),
            rollout,
            Holders.me(),
            Holders.process(),
            trouble -> terminal.err().println("warning: " + trouble.brief())));
  }

  /// The rollouts of a service that are kept in a folder.
  ///
  /// @throws Failure when the folder cannot be read
  static KeptRollouts kept(Path folder, String service) throws Failure {
    try {
      return KeptRollouts.of(folder, service, Holders::lives);
    } catch (IOException unreadable) {
      throw new Failure(
          Exit.USAGE,
          "%s cannot be read: %s%n  next: make it readable; rollouts go well without it"
              .formatted(folder, unreadable.getMessage()));
    }
  }
}
