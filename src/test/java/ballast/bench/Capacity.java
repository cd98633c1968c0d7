package ballast.bench;

import ballast.live.ServerLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Reads the edge and every host's HAProxy ten times a second and writes down how many slots get
/// requests: those that serve on hosts which the edge sends to.
///
/// A host whose HAProxy does not answer counts as one without slots.
final class Capacity implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final Path edge;
  private final String edgeBackend;
  private final Map<String, Path> balancers;
  private final String backend;
  private final List<Course.Point> points = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("capacity").unstarted(this::run);
  private final long started = System.nanoTime();

  private Capacity(Path edge, String edgeBackend, Map<String, Path> balancers, String backend) {
    this.edge = edge;
    this.edgeBackend = edgeBackend;
    this.balancers = balancers;
    this.backend = backend;
  }

  static Capacity sampled(BenchFleet fleet, Map<String, Path> balancers, String backend) {
    var capacity = new Capacity(fleet.edgeSocket(), fleet.edgeBackend(), balancers, backend);
    capacity.thread.start();
    return capacity;
  }

  private void run() {
    try {
      do {
        var at = Duration.ofNanos(System.nanoTime() - started);
        points.add(new Course.Point(at, serving()));
      } while (!ended.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private int serving() {
    Set<String> sentTo = serving(edge, edgeBackend);
    return balancers.entrySet().stream()
        .filter(host -> sentTo.contains(host.getKey()))
        .mapToInt(host -> serving(host.getValue(), backend).size())
        .sum();
  }

  private static Set<String> serving(Path socket, String backend) {
    try {
      return ServerLine.all(socket, backend).stream()
          .filter(ServerLine::serves)
          .map(ServerLine::name)
          .collect(Collectors.toSet());
    } catch (IOException unreadable) {
      return Set.of();
    }
  }

  /// Ends the sampling.
  List<Course.Point> points() throws InterruptedException {
    close();
    thread.join();
    return List.copyOf(points);
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
