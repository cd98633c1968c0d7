package ballast.bench;

import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Counts the containers of an image that run on several engines, by what the engines tell of each
/// start and end.
final class ContainerCount implements AutoCloseable {
  private static final String EVENTS =
      "GET /v1.41/events?filters=%7B%22type%22%3A%5B%22container%22%5D%2C%22event%22%3A%5B%22start%22%2C%22die%22%5D%7D HTTP/1.1\r\nHost: engine\r\n\r\n";

  private final String image;
  private final List<SocketChannel> streams = new ArrayList<>();
  private int running;
  private int most;

  private ContainerCount(String image) {
    this.image = image;
  }

  /// @param image repository, without tag
  static ContainerCount of(Collection<Path> engines, String image) throws IOException {
    var count = new ContainerCount(image);
    for (Path engine : engines) {
      count.follow(engine);
    }
    return count;
  }

  private void follow(Path engine) throws IOException {
    var stream = SocketChannel.open(StandardProtocolFamily.UNIX);
    streams.add(stream);
    stream.connect(UnixDomainSocketAddress.of(engine));
    stream.write(ByteBuffer.wrap(EVENTS.getBytes(StandardCharsets.US_ASCII)));
    add(now(engine));
    Thread.ofPlatform().daemon().name("engine-events").start(() -> listen(stream));
  }

  private int now(Path engine) throws IOException {
    String body = new RawEngine(engine).call("GET", "/containers/json", "").body();
    // The body is chunked: the list is one line of it.
    return (int)
        body.lines()
            .filter(line -> line.startsWith("["))
            .flatMap(line -> JsonParser.parseString(line).getAsJsonArray().asList().stream())
            .filter(one -> one.getAsJsonObject().get("Image").getAsString().startsWith(image))
            .count();
  }

  private void listen(SocketChannel stream) {
    try (var lines = new BufferedReader(Channels.newReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains("\"image\":\"" + image)) {
          add(line.contains("\"Action\":\"start\"") ? 1 : -1);
        }
      }
    } catch (IOException closed) {
      // The end of the counting.
    }
  }

  private synchronized void add(int more) {
    running += more;
    most = Math.max(most, running);
  }

  synchronized int most() {
    return most;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel stream : streams) {
      stream.close();
    }
  }
}
