package ballast.ssh;

import ballast.model.Health;
import ballast.port.Probe.Answer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// A health check of a few words, each time over a new connection, never twice.
final class TalkQuestion implements Question {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// As much as HAProxy looks at (`tune.chksize`).
  private static final int MOST_BYTES = 16 << 10;

  private final Health.Talk health;

  TalkQuestion(Health.Talk health) {
    this.health = health;
  }

  @Override
  public Answer ask(SlotProbe.Way.Open way) throws InterruptedException {
    try {
      return switch (way) {
        case SlotProbe.Way.Tcp(String host, int port) -> {
          var address = new InetSocketAddress(host, port);
          if (address.isUnresolved()) {
            throw new UnknownHostException("no such host: " + host);
          }
          yield ask(SocketChannel.open(), address);
        }
        case SlotProbe.Way.Through(var door) ->
            ask(
                SocketChannel.open(StandardProtocolFamily.UNIX),
                UnixDomainSocketAddress.of(door.path()));
      };
    } catch (IOException broken) {
      return new Answer.NoAnswer(words(broken));
    }
  }

  private Answer ask(SocketChannel channel, SocketAddress address)
      throws IOException, InterruptedException {
    var heard = new ByteArrayOutputStream();
    // Words may trickle for ever: all of it has one deadline.
    try (channel;
        var alarm = new Alarm(PATIENCE, () -> cut(channel))) {
      try {
        channel.connect(address);
        say(channel);
        listen(channel, heard);
        return new Answer.Healthy(Optional.empty());
      } catch (IOException broken) {
        if (Thread.interrupted()) {
          throw new InterruptedException("while asking " + address);
        }
        String why = alarm.rang() ? "not within 2 s" : words(broken);
        return new Answer.NoAnswer(
            "no \"%s\": %s%s".formatted(HttpQuestion.plain(health.expect()), why, said(heard)));
      }
    }
  }

  private void say(SocketChannel channel) throws IOException {
    if (health.send().isPresent()) {
      var bytes = ByteBuffer.wrap(health.send().get().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /// Until it has said what is expected.
  private void listen(SocketChannel channel, ByteArrayOutputStream heard) throws IOException {
    // Bytes as characters: what is expected may come after some that are no text.
    String wanted =
        new String(health.expect().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    var buffer = ByteBuffer.allocate(MOST_BYTES);
    while (!heard.toString(StandardCharsets.ISO_8859_1).contains(wanted)) {
      if (heard.size() >= MOST_BYTES) {
        throw new IOException("not within %d bytes".formatted(MOST_BYTES));
      }
      int count = channel.read(buffer.clear());
      if (count < 0) {
        throw new EOFException("it closed the connection");
      }
      heard.write(buffer.array(), 0, count);
    }
  }

  private static String said(ByteArrayOutputStream heard) {
    String first =
        heard.toString(StandardCharsets.UTF_8).strip().lines().findFirst().orElse("").strip();
    return first.isEmpty() ? "" : "; it said \"%s\"".formatted(HttpQuestion.plain(first));
  }

  private static void cut(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // It is gone either way.
    }
  }

  private static String words(IOException broken) {
    return switch (broken) {
      case ConnectException refused when String.valueOf(refused.getMessage()).contains("refused") ->
          "connection refused";
      default -> broken.getMessage() == null ? "the connection broke off" : broken.getMessage();
    };
  }

  @Override
  public void close() {}
}
