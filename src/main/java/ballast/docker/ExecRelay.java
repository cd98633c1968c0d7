package ballast.docker;

import ballast.port.CallFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Asks a unix socket inside a container, line by line, over one shell that stays there: a question
/// costs milliseconds instead of a process. Where no shell can be kept, each question is a command
/// of its own.
///
/// ```
/// UNTRIED --the shell answered--> KEPT --a question failed--> KEPT, with a new shell for the next one
///    '-----it never answered----> ONE_EACH
/// ```
///
/// A question that failed is never asked again here: who asked knows whether that does harm.
public final class ExecRelay implements AutoCloseable {
  /// Seconds that socat waits for an answer that goes on after the question.
  private static final int ANSWER_SECONDS = 30;

  /// Between an answer and the exit code of what brought it.
  private static final char END = '\001';

  private static final Duration START = Duration.ofSeconds(10);

  private final DockerClient client;
  private final String container;
  private final String address;
  private final ReentrantLock turn = new ReentrantLock();
  private Way way = Way.UNTRIED;
  private Optional<HijackedShell> shell = Optional.empty();

  private enum Way {
    UNTRIED,
    KEPT,
    ONE_EACH
  }

  /// @param socket the unix socket's path inside the container
  public ExecRelay(DockerClient client, String container, String socket) {
    this.client = client;
    this.container = container;
    this.address = address(socket);
  }

  /// In socat's own words, where much that a path may have in it means something. It is handed on
  /// as an argument, so no shell reads it.
  static String address(String socket) {
    return "UNIX-CONNECT:" + socket.replaceAll("[\\p{Punct}&&[^/._-]]", "\\\\$0");
  }

  /// Sends one line, or a line that ends in `<<` with its payload below it, and returns all that
  /// comes back. One question at a time; others wait for their turn within their own patience.
  ///
  /// @throws IOException when no whole answer came in time
  public String ask(String line, Duration patience) throws IOException, InterruptedException {
    boolean payload = line.contains(" <<\n");
    if (line.contains("\0") || (line.contains("\n") && !payload)) {
      throw new IOException("a question is one line");
    }
    if (!turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IOException("the relay was busy for %d ms".formatted(patience.toMillis()));
    }
    try {
      if (way == Way.UNTRIED) {
        tryShell();
      }
      return switch (way) {
        case KEPT -> viaShell(line, patience);
        case UNTRIED, ONE_EACH -> {
          if (payload) {
            // as an argument of a command it could be read by everyone on the host
            throw new IOException("without a shell that stays there is no way for a payload");
          }
          yield viaCommand(line, patience);
        }
      };
    } finally {
      turn.unlock();
    }
  }

  private void tryShell() throws InterruptedException {
    try {
      HijackedShell opened = open();
      shell = Optional.of(opened);
      way = Way.KEPT;
    } catch (IOException noShell) {
      way = Way.ONE_EACH;
    }
  }

  private HijackedShell open() throws IOException, InterruptedException {
    String script =
        """
        printf '\\000'; while IFS= read -r line; do { printf '%%s\\n' "$line"; case $line in *' <<') \
        while IFS= read -r line && [ -n "$line" ]; do printf '%%s\\n' "$line"; done; printf '\\n';; esac; } \
        | socat -t%d - "$1" 2>&1; printf '\\001%%d\\000' $?; done\
        """
            .formatted(ANSWER_SECONDS);
    return HijackedShell.open(client, container, List.of("sh", "-c", script, "sh", address), START);
  }

  private String viaShell(String line, Duration patience) throws IOException, InterruptedException {
    HijackedShell open = shell.isPresent() ? shell.get() : open();
    shell = Optional.empty();
    try {
      String answer = open.ask(line, patience);
      shell = Optional.of(open);
      return said(answer);
    } finally {
      if (shell.isEmpty()) {
        open.close();
      }
    }
  }

  /// Socat's words and its exit code come in one stream with the answer: the engine carries two
  /// streams in any order, and a failure that came late would look like an empty answer, which is
  /// how HAProxy says yes.
  private String said(String answer) throws IOException {
    int end = answer.lastIndexOf(END);
    if (end < 0) {
      throw new IOException("the shell in container %s broke off".formatted(container));
    }
    String words = answer.substring(0, end);
    String code = answer.substring(end + 1);
    if (!code.equals("0")) {
      throw new IOException(
          "socat in container %s ended with %s: %s"
              .formatted(container, Words.plain(code), Words.plain(words.strip())));
    }
    return words;
  }

  private String viaCommand(String line, Duration patience)
      throws IOException, InterruptedException {
    var command =
        List.of(
            "sh",
            "-c",
            "printf '%s\\n' \"$1\" | socat -t" + ANSWER_SECONDS + " - \"$2\"",
            "sh",
            line,
            address);
    try {
      Exec.Result result = new Exec(client, container).run(command, patience);
      if (result.exitCode() != 0) {
        throw new IOException(
            "socat in container %s ended with %d: %s"
                .formatted(container, result.exitCode(), Words.plain(result.stderr().strip())));
      }
      return result.stdout();
    } catch (CallFailed failed) {
      throw new IOException(failed.problem().brief(), failed);
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      shell.ifPresent(HijackedShell::close);
      shell = Optional.empty();
    } finally {
      turn.unlock();
    }
  }
}
