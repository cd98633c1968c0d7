package ballast.ssh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// HTTP connections that lead where their request's context says: to a unix socket, or else over
/// TCP.
///
/// The library's own way to a unix socket (`setUnixDomainSocket`) opens two selectors a connection
/// and closes neither. Connections must not be checked for life before they are used again, because
/// a [UnixSocket] that waited in vain is of no more use.
public final class UnixConnections extends PoolingHttpClientConnectionManagerBuilder {
  private static final String SOCKET = "ballast.socket";

  /// Makes requests with this context go to that socket. A client that keeps connections must have
  /// one socket only.
  public static void lead(HttpContext context, Path socket) {
    context.setAttribute(SOCKET, socket);
  }

  @Override
  protected HttpClientConnectionOperator createConnectionOperator(
      SchemePortResolver ports, DnsResolver names, TlsSocketStrategy tls) {
    return new Operator(super.createConnectionOperator(ports, names, tls));
  }

  private record Operator(HttpClientConnectionOperator tcp)
      implements HttpClientConnectionOperator {
    @Override
    public void connect(
        ManagedHttpClientConnection connection,
        HttpHost host,
        @Nullable NamedEndpoint endpoint,
        @Nullable Path unused,
        @Nullable InetSocketAddress local,
        Timeout patience,
        SocketConfig config,
        @Nullable Object attachment,
        HttpContext context)
        throws IOException {
      if (context.getAttribute(SOCKET) instanceof Path path) {
        connect(connection, path, patience);
      } else {
        tcp.connect(
            connection, host, endpoint, unused, local, patience, config, attachment, context);
      }
    }

    /// The connection has the socket before it is connected, so that a cancelled request closes it.
    private static void connect(
        ManagedHttpClientConnection connection, Path path, @Nullable Timeout patience)
        throws IOException {
      var socket = new UnixSocket();
      try {
        connection.bind(socket);
        socket.connect(
            path,
            patience == null || patience.isDisabled()
                ? Duration.ZERO
                : Duration.ofMillis(patience.toMilliseconds()));
      } catch (IOException | RuntimeException failed) {
        socket.close();
        throw failed;
      }
    }

    @Override
    public void connect(
        ManagedHttpClientConnection connection,
        HttpHost host,
        @Nullable InetSocketAddress local,
        TimeValue patience,
        SocketConfig config,
        HttpContext context)
        throws IOException {
      var timeout = Timeout.of(patience.toMilliseconds(), TimeUnit.MILLISECONDS);
      connect(connection, host, null, null, local, timeout, config, null, context);
    }

    @Override
    public void upgrade(ManagedHttpClientConnection connection, HttpHost host, HttpContext context)
        throws IOException {
      tcp.upgrade(connection, host, context);
    }
  }
}
