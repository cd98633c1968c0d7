package ballast.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Reads every host's HAProxy ten times a second, by its own means and past the product, and notes
/// each moment at which FLOOR or PROVEN did not hold.
///
/// PROVEN as it can be seen from here: a server that gets requests is `UP` and nothing else; `UP
/// 1/3` is one whose container has not passed its check in full.
final class Sampler implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_BROKEN = 100;

  private final Map<String, Path> sockets;
  private final String backend;
  private final int slots;
  private final int perHost;
  private final int maxOut;
  private final List<String> broken = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private int samples;
  private int mostOut;

  private Sampler(Map<String, Path> sockets, String backend, int slots, int perHost, int maxOut) {
    this.sockets = Map.copyOf(sockets);
    this.backend = backend;
    this.slots = slots;
    this.perHost = perHost;
    this.maxOut = maxOut;
    this.thread = Thread.ofPlatform().name("sampler").unstarted(this::run);
  }

  /// @param sockets the admin socket of each host's HAProxy
  /// @param maxOut how many slots of the fleet may be out at once
  static Sampler start(
      Map<String, Path> sockets, String backend, int slots, int perHost, int maxOut) {
    var sampler = new Sampler(sockets, backend, slots, perHost, maxOut);
    sampler.thread.start();
    return sampler;
  }

  private void run() {
    try {
      while (!ended.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        sample();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void sample() {
    int out = 0;
    for (var host : sockets.entrySet()) {
      try {
        out += outOn(host.getKey(), ask(host.getValue(), "show stat " + backend + " 4 -1\n"));
      } catch (IOException | RuntimeException unreadable) {
        note(host.getKey() + " could not be read: " + unreadable);
      }
    }
    samples++;
    mostOut = Math.max(mostOut, out);
    if (out > maxOut) {
      note("FLOOR: %d slots of the fleet are out, and only %d may".formatted(out, maxOut));
    }
  }

  private int outOn(String host, String csv) {
    List<String> lines = csv.lines().filter(line -> !line.isBlank()).toList();
    List<String> header = Arrays.asList(lines.getFirst().substring(2).split(","));
    int serving = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] row = line.split(",", -1);
      String status = row[header.indexOf("status")];
      if (status.startsWith("UP") && Integer.parseInt(row[header.indexOf("weight")]) > 0) {
        serving++;
        if (!status.equals("UP")) {
          note(
              "PROVEN: %s/%s gets requests and is '%s'"
                  .formatted(host, row[header.indexOf("svname")], status));
        }
      }
    }
    if (slots - serving > perHost) {
      note(
          "FLOOR: %d of %d slots serve on %s, and only %d may be out"
              .formatted(serving, slots, host, perHost));
    }
    return slots - serving;
  }

  private void note(String what) {
    if (broken.size() < MOST_BROKEN) {
      broken.add(Instant.now() + " " + what);
    }
  }

  static String ask(Path socket, String line) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
      var answer = new ByteArrayOutputStream();
      var buffer = ByteBuffer.allocate(16 << 10);
      while (channel.read(buffer.clear()) >= 0 && answer.size() < MOST_BYTES) {
        answer.write(buffer.array(), 0, buffer.position());
      }
      return answer.toString(StandardCharsets.US_ASCII);
    }
  }

  /// Ends the sampling.
  ///
  /// @return every moment at which a promise did not hold
  List<String> broken() throws InterruptedException {
    ended.countDown();
    thread.join();
    return List.copyOf(broken);
  }

  int samples() {
    return samples;
  }

  int mostOut() {
    return mostOut;
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
