package ballast.ssh;

import ballast.model.Problem;
import ballast.program.Program;
import java.time.Duration;
import java.util.List;

/// A few lines for a shell of a host that nothing else is reached on yet, run once by the user's
/// own ssh.
public record RemoteScript(SshTarget target, SshLimits limits, String text) {
  /// Bytes of its answer; one that says more is ended.
  private static final int MOST_BYTES = 64 << 10;

  public sealed interface Ran {
    /// @param complaint what it wrote to its error stream
    record Exited(int code, String out, String complaint) implements Ran {}

    /// The host was not reached, or what became of the script is not known.
    record Unknown(Problem problem) implements Ran {}
  }

  /// ssh's own exit code where it did not get through, or lost its way.
  private static final int OF_SSH = 255;

  /// @param deadline from the start of ssh to the end of the script
  public Ran run(Duration deadline) throws InterruptedException {
    var program =
        new Program(
            new SshCommand(target, List.of(), java.nio.file.Path.of("/")).once(limits, text),
            deadline,
            MOST_BYTES);
    return switch (program.run("")) {
      case Program.Ending.Exited(int code, var _, var complaint) when code == OF_SSH ->
          new Ran.Unknown(SshProblem.of(target, complaint.lines().map(String::strip).toList()));
      case Program.Ending.Exited(int code, var output, var complaint) ->
          new Ran.Exited(code, output.text(), complaint);
      case Program.Ending.NotStarted(var why) ->
          new Ran.Unknown(
              new Problem("ssh cannot be run", why, "install OpenSSH's client on this machine"));
      case Program.Ending.TooSlow(var complaint) ->
          unknown(
              "it had not ended after %d s%s"
                  .formatted(
                      deadline.toSeconds(), complaint.isBlank() ? "" : "; it said: " + complaint));
      case Program.Ending.TooLong _ ->
          unknown("it said more than %d KiB".formatted(MOST_BYTES >> 10));
      case Program.Ending.Held held -> unknown(held.toString());
    };
  }

  private Ran unknown(String why) {
    return new Ran.Unknown(
        new Problem(
            "%s: what became of a command there is not known".formatted(target.name()),
            why,
            "see what runs there: %s".formatted(target.command())));
  }
}
