package ballast.docker;

import ballast.model.TcpAddress;
import ballast.ssh.Alarm;
import ballast.ssh.Door;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A connection to an engine with nothing on it yet, for what no HTTP client can follow.
///
/// @param connection closed by whoever likes, at any time, without a good-bye that could block
record Wire(InputStream in, OutputStream out, Closeable connection) implements AutoCloseable {
  /// @throws IOException when it could not be had in time
  static Wire to(Endpoint endpoint, Duration patience) throws IOException, InterruptedException {
    return switch (endpoint) {
      case Endpoint.AtSocket(var door) -> unix(door);
      case Endpoint.Plain(var at) -> {
        Socket socket = tcp(at, patience);
        yield new Wire(socket.getInputStream(), socket.getOutputStream(), socket);
      }
      case Endpoint.Tls(var at, var context) -> secured(at, context, patience, List.of());
    };
  }

  private static Wire unix(Door door) throws IOException, InterruptedException {
    var channel = SocketChannel.open(UnixDomainSocketAddress.of(door.path()));
    return new Wire(Channels.newInputStream(channel), Channels.newOutputStream(channel), channel);
  }

  private static Socket tcp(TcpAddress at, Duration patience) throws IOException {
    var address = new InetSocketAddress(at.host(), at.port());
    if (address.isUnresolved()) {
      throw new UnknownHostException(at.host());
    }
    var socket = new Socket();
    try {
      socket.connect(address, Math.toIntExact(patience.toMillis()));
      socket.setTcpNoDelay(true);
      return socket;
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  /// @param versions of TLS; none for those that are usual
  static Wire secured(TcpAddress at, SSLContext context, Duration patience, List<String> versions)
      throws IOException {
    Socket socket = tcp(at, patience);
    try (var alarm = new Alarm(patience, () -> cut(socket))) {
      try {
        var secured =
            (SSLSocket) context.getSocketFactory().createSocket(socket, at.host(), at.port(), true);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!versions.isEmpty()) {
          parameters.setProtocols(versions.toArray(String[]::new));
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return new Wire(secured.getInputStream(), secured.getOutputStream(), socket);
      } catch (IOException failed) {
        cut(socket);
        if (alarm.rang()) {
          var late = new SocketTimeoutException("no handshake in time");
          late.initCause(failed);
          throw late;
        }
        throw failed;
      }
    }
  }

  private static void cut(Closeable connection) {
    try {
      connection.close();
    } catch (IOException closed) {
      // it is gone, as wished
    }
  }

  @Override
  public void close() {
    cut(connection);
  }
}
