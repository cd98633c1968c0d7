package ballast.traffic;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that does with each connection what a test tells it, byte by byte, and counts what it
/// received.
final class RawServer implements AutoCloseable {
  static final String OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Version: v1\r\nX-Slot: fe-1/2\r\n\r\nok";

  private final ServerSocket listener;
  private final Behaviour behaviour;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();

  private RawServer(Behaviour behaviour) {
    this.behaviour = behaviour;
    try {
      this.listener = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// What to do with one connection; it is closed afterwards.
  interface Behaviour {
    void serve(Peer peer) throws IOException, InterruptedException;
  }

  static RawServer that(Behaviour behaviour) {
    var server = new RawServer(behaviour);
    Thread.ofVirtual().start(server::acceptAll);
    return server;
  }

  /// Answers every request on every connection.
  static RawServer thatAnswers(String answer) {
    return that(peer -> {
      while (!peer.readRequest().isEmpty()) {
        peer.write(answer);
      }
    });
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket, number));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      behaviour.serve(new Peer(socket, number));
    } catch (IOException | InterruptedException _) {
      // The client went away: its own business.
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  int connections() {
    return connections.get();
  }

  int requests() {
    return requests.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  final class Peer {
    private final Socket socket;
    private final InputStream in;
    private final int number;

    private Peer(Socket socket, int number) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.number = number;
    }

    /// The number of this connection, from 1.
    int number() {
      return number;
    }

    InputStream in() {
      return in;
    }

    /// Reads one whole request and gives its head; empty when the client has closed.
    String readRequest() throws IOException {
      String head = readHead();
      if (!head.isEmpty()) {
        in.readNBytes(contentLength(head));
      }
      return head;
    }

    String readHead() throws IOException {
      var head = new ByteArrayOutputStream();
      String text = "";
      while (!text.endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return "";
        }
        head.write(next);
        text = next == '\n' ? head.toString(StandardCharsets.ISO_8859_1) : "";
      }
      requests.incrementAndGet();
      return text;
    }

    void write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /// Waits until the client closes.
    void awaitClose() throws IOException {
      while (in.read() >= 0) {}
    }

    private static int contentLength(String head) {
      String name = "content-length: ";
      int start = head.toLowerCase(Locale.ROOT).indexOf(name);
      return start < 0
          ? 0
          : Integer.parseInt(head, start + name.length(), head.indexOf('\r', start), 10);
    }
  }
}
