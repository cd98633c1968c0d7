package ballast.haproxy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/// Asks over a unix socket: HAProxy's own, or the near end of a forward to it.
public record UnixTransport(Path socket) implements RuntimeTransport {
  @Override
  public String ask(String line, Duration patience) throws IOException, InterruptedException {
    return new OneShot(
            StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(socket), socket.toString())
        .ask(line, patience);
  }
}
