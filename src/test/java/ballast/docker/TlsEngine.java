package ballast.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import ballast.model.TcpAddress;
import ballast.tls.TestCa;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;

/// Something on TCP that is, or is not, an engine with TLS: the JDK's own server, which asks for a
/// certificate as `dockerd --tlsverify` does.
final class TlsEngine implements AutoCloseable {
  /// What it does with a connection.
  enum Manners {
    ANSWERS,
    SAYS_NOTHING
  }

  private final ServerSocket server;
  private final List<Socket> peers = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  private TlsEngine(ServerSocket server, Manners manners) {
    this.server = server;
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              Socket peer = server.accept();
              connections.incrementAndGet();
              peers.add(peer);
              switch (manners) {
                case ANSWERS -> Thread.ofVirtual().start(() -> serve(peer));
                case SAYS_NOTHING -> {}
              }
            }
          } catch (IOException closed) {
            // the test is over
          }
        });
  }

  /// @param keys a folder with its certificate, its key, and the authority whose clients it takes
  static TlsEngine with(Path keys) throws Exception {
    var socket =
        (SSLServerSocket)
            TestCa.context(keys)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(true);
    return new TlsEngine(socket, Manners.ANSWERS);
  }

  static TlsEngine plain(Manners manners) throws IOException {
    return new TlsEngine(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), manners);
  }

  TcpAddress at(String host) {
    return new TcpAddress(host, server.getLocalPort());
  }

  int connections() {
    return connections.get();
  }

  private static void serve(Socket peer) {
    try (peer) {
      var in = new BufferedReader(new InputStreamReader(peer.getInputStream(), UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          peer.getOutputStream().write(FakeEngine.PONG.getBytes(UTF_8));
          peer.getOutputStream().flush();
        }
      }
    } catch (IOException gone) {
      // no client that is let in, or one that has had enough
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket peer : peers) {
      peer.close();
    }
  }
}
