package ballast.docker;

import ballast.model.Problem;
import ballast.port.CallFailed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Runs commands in a container.
public final class Exec {
  /// Bytes that a command may write.
  private static final int MOST_OUTPUT = 8 << 20;

  private static final Duration EXIT_WITHIN = Duration.ofSeconds(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final DockerClient client;
  private final String container;

  /// @param container its id or name
  public Exec(DockerClient client, String container) {
    this.client = client;
    this.container = container;
  }

  /// What a command wrote and how it ended.
  public record Result(int exitCode, String stdout, String stderr) {}

  /// Runs a command to its end.
  ///
  /// @throws CallFailed when it could not be started or did not end in time; never because of its
  ///   exit code
  public Result run(List<String> command, Duration patience)
      throws CallFailed, InterruptedException {
    var create = new ExecCall.Create(container, command, ExecCall.Stdin.NONE);
    String exec = client.ask(create);
    var output = client.ask(new ExecCall.Start(exec, create.action(), patience, MOST_OUTPUT));
    return new Result(exitCode(exec, create.action()), output.stdout(), output.stderr());
  }

  /// The engine may need a moment to notice that a command has ended after its output has.
  private int exitCode(String exec, String doing) throws CallFailed, InterruptedException {
    long end = System.nanoTime() + EXIT_WITHIN.toNanos();
    while (true) {
      Optional<Integer> code = client.ask(new ExecCall.ExitCode(exec, doing));
      if (code.isPresent()) {
        return code.get();
      }
      if (System.nanoTime() - end >= 0) {
        throw new CallFailed(
            new Problem(
                "%s: could not %s".formatted(client.host(), doing),
                "it closed its output and did not end",
                "look at the processes of that container: docker top"),
            CallFailed.Effect.UNKNOWN);
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }
}
