package ballast.haproxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;

/// Asks over TCP: a `stats socket` that HAProxy binds to an address. Neither encrypted nor
/// authenticated, so it is for networks where every peer may do everything.
public record TcpTransport(String host, int port) implements RuntimeTransport {
  @Override
  public String ask(String line, Duration patience) throws IOException, InterruptedException {
    var address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException(host + ": no such host");
    }
    StandardProtocolFamily family =
        address.getAddress() instanceof java.net.Inet6Address
            ? StandardProtocolFamily.INET6
            : StandardProtocolFamily.INET;
    return new OneShot(family, address, host + ":" + port).ask(line, patience);
  }
}
