package ballast.docker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import ballast.port.CallFailed;
import ballast.ssh.Alarm;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/// A shell in a container that reads lines and ends each answer with a zero byte.
///
/// The engine turns the HTTP connection that starts it into the shell's stdin and stdout
/// ("hijack"), which no HTTP client can follow; so the few lines of HTTP are written here.
final class HijackedShell implements AutoCloseable {
  private static final int LONGEST_HEAD = 16 << 10;
  private static final int MOST_ANSWER = 32 << 20;
  private static final int STDOUT = 1;

  private final Wire wire;

  private HijackedShell(Wire wire) {
    this.wire = wire;
  }

  /// Starts the shell; returns when it has written its first zero byte.
  static HijackedShell open(
      DockerClient client, String container, List<String> command, Duration patience)
      throws IOException, InterruptedException {
    String exec;
    String prefix;
    try {
      exec = client.ask(new ExecCall.Create(container, command, ExecCall.Stdin.OPEN));
      prefix = "/v" + client.version().orThrow(DockerCall.Nature.READS);
    } catch (CallFailed failed) {
      throw new IOException(failed.problem().brief(), failed);
    }
    var shell = new HijackedShell(Wire.to(client.endpoint(), client.limits().connect()));
    try {
      shell.within(
          patience,
          () -> {
            shell.upgrade(prefix + ExecCall.startPath(exec));
            return shell.answer();
          });
      return shell;
    } catch (IOException | InterruptedException failed) {
      shell.close();
      throw failed;
    }
  }

  /// @throws IOException when no whole answer came in time; then this shell is of no more use
  String ask(String line, Duration patience) throws IOException, InterruptedException {
    return within(
        patience,
        () -> {
          write((line + "\n").getBytes(UTF_8));
          return answer();
        });
  }

  private interface Work {
    String done() throws IOException;
  }

  /// The wire is cut when the time is over, which ends whatever waits for it.
  private String within(Duration patience, Work work) throws IOException, InterruptedException {
    long began = System.nanoTime();
    try (var alarm = new Alarm(patience, this::close)) {
      try {
        String answer = work.done();
        // The alarm may be late, or about to close what the next question would be asked through.
        if (System.nanoTime() - began > patience.toNanos()) {
          throw new IOException("no answer within %d ms".formatted(patience.toMillis()));
        }
        return answer;
      } catch (IOException broken) {
        if (Thread.interrupted()) {
          throw new InterruptedException("while asking in a container");
        }
        throw alarm.rang()
            ? new IOException("no answer within %d ms".formatted(patience.toMillis()), broken)
            : broken;
      }
    }
  }

  private void upgrade(String path) throws IOException {
    byte[] body = ExecCall.startBody().bytes();
    String head =
        "POST %s HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, body.length);
    write(head.getBytes(US_ASCII));
    write(body);
    String answer = head();
    if (!answer.startsWith("HTTP/1.1 101 ")) {
      throw new IOException(
          "the engine does not hand over the connection: "
              + Words.plain(answer.lines().findFirst().orElse("")));
    }
  }

  private String head() throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
      if (head.size() == LONGEST_HEAD) {
        throw new IOException("the head of its answer is too long");
      }
      head.write(read(1).get());
    }
    return head.toString(US_ASCII);
  }

  /// What the shell writes up to the next zero byte. Anything on stderr is a failure: that is where
  /// socat says why.
  private String answer() throws IOException {
    var answer = new ByteArrayOutputStream();
    while (true) {
      ByteBuffer head = read(Frames.HEAD);
      int stream = head.get(0);
      int length = head.getInt(4);
      if (length < 0 || length > MOST_ANSWER - answer.size()) {
        throw new IOException("its answer is longer than %d MiB".formatted(MOST_ANSWER >> 20));
      }
      byte[] piece = read(length).array();
      if (stream != STDOUT) {
        throw new IOException(Words.plain(new String(piece, UTF_8).strip()));
      }
      if (length > 0 && piece[length - 1] == 0) {
        answer.write(piece, 0, length - 1);
        return answer.toString(UTF_8);
      }
      answer.write(piece);
    }
  }

  private ByteBuffer read(int length) throws IOException {
    var buffer = ByteBuffer.allocate(length);
    int position = 0;
    while (position < length) {
      int more = wire.in().read(buffer.array(), position, length - position);
      if (more < 0) {
        throw new EOFException("the shell in the container has ended");
      }
      position += more;
    }
    return buffer;
  }

  private void write(byte[] bytes) throws IOException {
    wire.out().write(bytes);
    wire.out().flush();
  }

  /// Ends the shell: its stdin closes.
  @Override
  public void close() {
    wire.close();
  }
}
