package ballast.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Something on a unix socket that speaks as an engine would, or as none ever should.
final class FakeEngine implements AutoCloseable {
  static final String PONG = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\nOK";

  /// What it does with a request, other than a ping.
  interface Manners {
    void answer(String requestLine, OutputStream out) throws IOException, InterruptedException;
  }

  private final Path folder;
  private final ServerSocketChannel server;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<String> headers = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  FakeEngine(String pong, Manners manners) throws IOException {
    folder = Files.createTempDirectory("bf");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              SocketChannel peer = server.accept();
              Thread.ofVirtual().start(() -> serve(peer, pong, manners));
            }
          } catch (IOException closed) {
            // the test is over
          }
        });
  }

  Path socket() {
    return folder.resolve("e.sock");
  }

  /// Every request line but pings.
  List<String> received() {
    return received;
  }

  /// Every header line of all requests.
  List<String> headers() {
    return headers;
  }

  /// What came with every request but pings, empty where nothing did; for ASCII.
  List<String> bodies() {
    return bodies;
  }

  private void serve(SocketChannel peer, String pong, Manners manners) {
    try (peer) {
      var in = new BufferedReader(new InputStreamReader(Channels.newInputStream(peer), UTF_8));
      var out = Channels.newOutputStream(peer);
      for (String request = in.readLine(); request != null; request = in.readLine()) {
        String body = rest(in);
        if (request.startsWith("GET /_ping")) {
          out.write(pong.getBytes(UTF_8));
        } else {
          received.add(request);
          bodies.add(body);
          manners.answer(request, out);
        }
      }
    } catch (IOException | InterruptedException gone) {
      // the client has had enough, which is what most tests wait for
    }
  }

  private String rest(BufferedReader in) throws IOException {
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      headers.add(line);
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    var body = new StringBuilder();
    for (int i = 0; i < length; i++) {
      body.append((char) in.read());
    }
    return body.toString();
  }

  static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
  }

  static void say(OutputStream out, int status, String json) throws IOException {
    say(
        out,
        "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, json.getBytes(UTF_8).length, json));
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket());
    Files.deleteIfExists(folder);
  }
}
