package ballast.haproxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// One connection, one line, one answer.
///
/// @param peer what is asked, for messages
record OneShot(ProtocolFamily family, SocketAddress address, String peer) {
  private static final int CHUNK = 16 * 1024;

  String ask(String line, Duration patience) throws IOException, InterruptedException {
    byte[] request = request(line);
    var late = new AtomicBoolean();
    try (SocketChannel channel = SocketChannel.open(family)) {
      Thread alarm = closeAfter(patience, channel, late);
      try {
        return exchange(channel, request);
      } catch (ClosedByInterruptException e) {
        // The channel left the flag set; whoever catches InterruptedException expects it cleared.
        Thread.interrupted();
        throw interrupted(e);
      } catch (ClosedChannelException e) {
        if (late.get()) {
          throw new NoAnswerInTime(peer, patience);
        }
        throw e;
      } finally {
        alarm.interrupt();
      }
    }
  }

  private static byte[] request(String line) {
    if (!RuntimeTransport.wellFormed(line)) {
      throw new IllegalArgumentException(
          "one line of 1 to "
              + RuntimeTransport.LONGEST_LINE
              + " characters can be asked, not "
              + line.length());
    }
    // Without its newline HAProxy 2.6 answers nothing at all.
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private String exchange(SocketChannel channel, byte[] request) throws IOException {
    channel.connect(address);
    for (var out = ByteBuffer.wrap(request); out.hasRemaining(); ) {
      channel.write(out);
    }
    // The master of 2.6 answers and then waits for more; the end of our side is what makes it
    // close.
    channel.shutdownOutput();
    var answer = new ByteArrayOutputStream();
    var chunk = ByteBuffer.allocate(CHUNK);
    while (channel.read(chunk) >= 0) {
      answer.write(chunk.array(), 0, chunk.position());
      chunk.clear();
      if (answer.size() > RuntimeTransport.LONGEST_ANSWER) {
        throw new ReplyTooLarge(peer, RuntimeTransport.LONGEST_ANSWER);
      }
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  /// A channel has no read timeout: closing it from beside is the way to end a wait, connect
  /// included.
  private static Thread closeAfter(Duration patience, SocketChannel channel, AtomicBoolean late) {
    return Thread.ofVirtual()
        .name("haproxy-deadline")
        .start(() -> {
          try {
            Thread.sleep(patience);
            late.set(true);
            channel.close();
          } catch (InterruptedException answered) {
            // The answer came first.
          } catch (IOException e) {
            // A channel that cannot be closed is as closed as it will get; the reader fails by
            // itself.
          }
        });
  }

  private static InterruptedException interrupted(Exception cause) {
    var interrupted = new InterruptedException("interrupted while asking HAProxy");
    interrupted.initCause(cause);
    return interrupted;
  }
}
