package ballast.journal;

import ballast.event.Entry;
import ballast.event.EventJson;
import ballast.event.Listener;
import ballast.model.LockHolder.LocalProcess;
import ballast.model.Problem;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;

/// Appends every event worth keeping to the rollout's file, each at once, so that what was told
/// survives whatever comes next.
///
/// A rollout never fails because its journal cannot be written: that is told once, and nothing more
/// is written.
public final class JsonLinesJournal implements Listener, AutoCloseable {
  private final Path file;
  private final Consumer<Problem> trouble;
  private State state;

  private sealed interface State {
    record Open(OutputStream out) implements State {}

    record Closed() implements State {}
  }

  private JsonLinesJournal(Path file, Consumer<Problem> trouble) {
    this.file = file;
    this.trouble = trouble;
    this.state = new State.Closed();
  }

  /// @param folder made when it is not there
  /// @param id the rollout's
  /// @param who keeps it: a person and a machine
  /// @param process which writes it, where it can be found again
  /// @param trouble told, at most once, when the journal cannot be written
  public static JsonLinesJournal open(
      Path folder,
      String id,
      String who,
      Optional<LocalProcess> process,
      Consumer<Problem> trouble) {
    var journal = new JsonLinesJournal(JournalFile.of(folder, id), trouble);
    try {
      Files.createDirectories(folder);
      journal.state =
          new State.Open(
              Files.newOutputStream(
                  journal.file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
      journal.write(new JournalLine.Author(who, process).write());
      KeptRollouts.clean(folder);
    } catch (IOException e) {
      trouble.accept(journal.unwritable(e));
    }
    return journal;
  }

  /// The file, for a person who wants to look.
  public Path file() {
    return file;
  }

  @Override
  public synchronized void accept(Entry entry) {
    if (!entry.event().ephemeral()) {
      write(EventJson.write(entry));
    }
  }

  private void write(JsonObject line) {
    if (!(state instanceof State.Open(var out))) {
      return;
    }
    try {
      // One write for a line: what else appends to the file cannot come between.
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      close();
      trouble.accept(unwritable(e));
    }
  }

  @Override
  public synchronized void close() {
    if (state instanceof State.Open(var out)) {
      state = new State.Closed();
      // Nothing is buffered, so a failing close loses nothing.
      quietly(out);
    }
  }

  private static void quietly(OutputStream out) {
    try {
      out.close();
    } catch (IOException ignored) {
      return;
    }
  }

  private Problem unwritable(IOException e) {
    Optional<String> reason =
        e instanceof FileSystemException problem
            ? Optional.ofNullable(problem.getReason())
            : Optional.ofNullable(e.getMessage());
    return new Problem(
        "the journal " + file + " cannot be written; the rollout goes on without it",
        reason.orElse(e.getClass().getSimpleName()),
        "make room there or make it writable; history and replay will lack this rollout");
  }
}
