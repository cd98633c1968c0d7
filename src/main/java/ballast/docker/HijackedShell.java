package ballast.docker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import ballast.port.CallFailed;
import ballast.ssh.Alarm;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
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

  private final SocketChannel channel;

  private HijackedShell(SocketChannel channel) {
    this.channel = channel;
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
    var shell = new HijackedShell(SocketChannel.open(UnixDomainSocketAddress.of(client.socket())));
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

  /// The channel is closed when the time is over, which ends whatever waits for it.
  private String within(Duration patience, Work work) throws IOException, InterruptedException {
    try (var alarm = new Alarm(patience, this::close)) {
      try {
        return work.done();
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
      if (length < 0 || answer.size() + length > MOST_ANSWER) {
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
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the shell in the container has ended");
      }
    }
    return buffer.flip();
  }

  private void write(byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /// Ends the shell: its stdin closes.
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException closed) {
      // it is gone, as wished
    }
  }
}
