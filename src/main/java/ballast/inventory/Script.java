package ballast.inventory;

import ballast.program.Program;
import ballast.program.Program.Ending;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// An inventory script, as a program that is run several times within one deadline.
final class Script {
  sealed interface Run {
    record Said(String text) implements Run {}

    /// @param complaint what the script wrote to its error stream
    record Failed(String what, String complaint) implements Run {}
  }

  private final Path program;
  private final Duration deadline;
  private final long started = System.nanoTime();

  /// @param deadline for all calls together, from now
  Script(Path program, Duration deadline) {
    this.program = program.toAbsolutePath();
    this.deadline = deadline;
  }

  Run run(String... arguments) throws InterruptedException {
    var words = new ArrayList<>(List.of(program.toString()));
    words.addAll(List.of(arguments));
    return switch (new Program(words, left(), Limits.MAX_FILE_BYTES).run("")) {
      case Ending.Exited(var code, var output, _) when code == 0 -> new Run.Said(output.text());
      case Ending.Exited(var code, _, var complaint) ->
          new Run.Failed("this script failed with exit code " + code, complaint);
      case Ending.NotStarted(var why) -> new Run.Failed("this script cannot be run", why);
      case Ending.TooSlow _ ->
          new Run.Failed("this script did not end within " + deadline.toSeconds() + " s", "");
      case Ending.TooLong() ->
          new Run.Failed("this script says more than " + Limits.MAX_FILE_BYTES + " bytes", "");
      case Ending.Held held ->
          new Run.Failed("the output of this script cannot be read", held.toString());
    };
  }

  private Duration left() {
    Duration left = deadline.minusNanos(System.nanoTime() - started);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
