package ballast.haproxy;

import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// The environment of the process that answers: what its container was given, and so which one it
/// is.
public final class RuntimeEnvironment {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String host;
  private final RuntimeTransport worker;

  public RuntimeEnvironment(String host, RuntimeTransport worker) {
    this.host = host;
    this.worker = worker;
  }

  /// @return what that variable is, nothing where there is none
  /// @throws CallFailed when HAProxy does not tell
  public Optional<String> variable(String name) throws CallFailed, InterruptedException {
    var show = new RuntimeCommand.ShowVariable(name);
    try {
      return parse(show, worker.ask(show.request(), PATIENCE));
    } catch (IOException failure) {
      throw failed(RuntimeProblem.failure(show.line(), failure));
    }
  }

  private Optional<String> parse(RuntimeCommand.ShowVariable show, String said) throws CallFailed {
    String line = said.strip();
    if (line.startsWith(show.name() + "=")) {
      return Optional.of(line.substring(show.name().length() + 1));
    }
    if (line.endsWith("Variable not found")) {
      return Optional.empty();
    }
    throw failed(RuntimeProblem.refusal(show.line(), said));
  }

  private CallFailed failed(RuntimeProblem problem) {
    return new CallFailed(
        new Problem(host + ": " + problem.what(), problem.why(), problem.next()), Effect.NONE);
  }
}
