package ballast.live;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Reads every host's HAProxy ten times a second, by its own means and past the product, and notes
/// each moment at which FLOOR or PROVEN did not hold.
///
/// PROVEN as it can be seen from here: a server that begins to get requests has passed its check in
/// full ([ServerLine#passed()]), which `UP 1/3` has not. One that has may fail a check later, and
/// be `UP 2/3` until it passes again.
///
/// FLOOR is about what is taken out. A server that served and whose check then had no answer in
/// time has fallen by itself, as happens on a machine with more to do than it can: it is not
/// counted until it serves, or is taken out.
final class Sampler implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int MOST_BROKEN = 100;

  /// So long after a server has fallen it is known to whoever takes another one out: a look is no
  /// older than 2 s.
  private static final Duration KNOWN = Duration.ofSeconds(4);

  private final Map<String, Path> sockets;
  private final String backend;
  private final int slots;
  private final int perHost;
  private final int maxOut;
  private final Set<String> proven = new HashSet<>();
  private final Set<String> serving = new HashSet<>();
  private final Map<String, Instant> fallen = new HashMap<>();
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
    Set<String> out = out();
    samples++;
    mostOut = Math.max(mostOut, out.size());
    if (out.size() > maxOut) {
      // The hosts are read one after another: one slot may come back while the next one goes. Those
      // that are out in a second look, too, were all out between the two.
      out.retainAll(out());
      if (out.size() > maxOut) {
        note(
            "FLOOR: %d slots of the fleet are out, and only %d may: %s"
                .formatted(out.size(), maxOut, out));
      }
    }
  }

  private Set<String> out() {
    var out = new TreeSet<String>();
    for (var host : sockets.entrySet()) {
      try {
        out.addAll(outOn(host.getKey(), ServerLine.all(host.getValue(), backend)));
      } catch (IOException | RuntimeException unreadable) {
        note(host.getKey() + " could not be read: " + unreadable);
      }
    }
    return out;
  }

  /// The servers that are out; of a host with spares, which are out as a rule, so many as it lacks.
  private Set<String> outOn(String host, List<ServerLine> lines) {
    var out = new TreeSet<String>();
    boolean taken = lines.stream().anyMatch(line -> isTaken(host + "/" + line.name(), line));
    for (ServerLine line : lines) {
      String server = host + "/" + line.name();
      if (line.passed()) {
        proven.add(server);
      } else if (!line.serves()) {
        proven.remove(server);
      } else if (!proven.contains(server)) {
        note(
            "PROVEN: %s gets requests and is '%s' after '%s'"
                .formatted(server, line.status(), line.check()));
      }
      if (isOut(server, line) || (taken && hasFallen(server))) {
        out.add(server);
      }
    }
    int servers = lines.size();
    if (servers > slots) {
      int lacking = slots - (servers - out.size());
      out.clear();
      for (int one = 1; one <= lacking; one++) {
        out.add(host + " lacks " + one);
      }
    }
    if (out.size() > perHost) {
      note(
          "FLOOR: %d of %d slots serve on %s, and only %d may be out"
              .formatted(slots - out.size(), slots, host, perHost));
    }
    return out;
  }

  private boolean isTaken(String server, ServerLine line) {
    return serving.contains(server) && !line.serves() && !line.starved();
  }

  private boolean hasFallen(String server) {
    Instant when = fallen.get(server);
    return when != null && when.plus(KNOWN).isBefore(Instant.now());
  }

  private boolean isOut(String server, ServerLine line) {
    if (line.serves()) {
      serving.add(server);
      fallen.remove(server);
      return false;
    }
    boolean served = serving.remove(server);
    if (!line.starved()) {
      fallen.remove(server);
    } else if (served) {
      fallen.put(server, Instant.now());
    }
    return !fallen.containsKey(server);
  }

  private void note(String what) {
    if (broken.size() < MOST_BROKEN) {
      broken.add(Instant.now() + " " + what);
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
