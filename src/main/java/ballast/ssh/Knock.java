package ballast.ssh;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Whether anything speaks HTTP at the end of a forward: ssh accepts connections for a forward that
/// leads nowhere, and tells only when it is used.
final class Knock {
  private static final String PING = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n";

  private Knock() {}

  static boolean answered(Path socket, Duration patience) throws InterruptedException {
    var answered = new CompletableFuture<Boolean>();
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      Thread.ofVirtual().start(() -> answered.complete(ask(channel)));
      return answered.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException | ExecutionException | TimeoutException silent) {
      return false;
    }
  }

  private static boolean ask(SocketChannel channel) {
    try {
      channel.write(ByteBuffer.wrap(PING.getBytes(StandardCharsets.US_ASCII)));
      return channel.read(ByteBuffer.allocate(16)) > 0;
    } catch (IOException refused) {
      return false;
    }
  }
}
