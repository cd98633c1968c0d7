package ballast.docker;

import ballast.port.CallFailed;
import java.time.Duration;
import java.util.List;

/// Runs commands in a container, as `docker exec` does.
public final class Exec {
  private static final int MOST_BYTES = 64 << 20;

  private final DockerClient client;
  private final String container;

  /// @param container its name or id
  public Exec(DockerClient client, String container) {
    this.client = client;
    this.container = container;
  }

  /// What a command wrote, and how it ended.
  public record Ran(int exitCode, String out, String err) {}

  /// Runs a command to its end.
  ///
  /// @throws CallFailed when the engine could not run it; a command that fails is no failure of the
  ///   call
  public Ran run(List<String> command, Duration patience) throws CallFailed, InterruptedException {
    String doing =
        "run %s in container %s".formatted(command.getFirst(), ContainerCall.brief(container));
    String exec = client.ask(new ExecCall.Create(container, command, ExecCall.Stdin.NONE));
    Frames.Output output = client.ask(new ExecCall.Start(exec, doing, patience, MOST_BYTES));
    int code = client.ask(new ExecCall.ExitCode(exec, doing)).orElse(-1);
    return new Ran(code, output.stdout(), output.stderr());
  }
}
