package ballast.bench;

import ballast.traffic.Mix;
import ballast.traffic.Tally;
import ballast.traffic.Traffic;
import ballast.traffic.TrafficSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that is watched while a method is at work, on one fleet.
///
/// @param slots of the fleet
/// @param balancers the admin socket of each host's HAProxy
record Watching(BenchFleet fleet, int slots, Map<String, Path> balancers, String backend) {
  /// Fresh connections: the edge passes bytes and cannot move a connection that is kept, which
  /// would hold every method back that takes whole hosts out of it. Some requests take two seconds.
  static final String MIX = "get=200,post=40,slow=5:2000";

  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final int WARM = 200;

  /// A method at work.
  interface Work {
    /// @return from the first drain to the last slot ready, where it can tell
    Optional<Duration> run() throws Exception;
  }

  Course watch(Work work) throws Exception {
    fleet.awaitEdge();
    Traffic traffic = Traffic.start(TrafficSpec.of(fleet.edge(), Mix.parse(MIX)));
    awaitMore(traffic);
    Cores before = Cores.now();
    try (ContainerCount containers =
            ContainerCount.of(fleet.engines().values(), fleet.fact("IMAGE"));
        Capacity capacity = Capacity.sampled(fleet, balancers, backend)) {
      var began = Instant.now();
      long started = System.nanoTime();
      Optional<Duration> moved = work.run();
      var took = Duration.ofNanos(System.nanoTime() - started);
      double busy = Cores.now().since(before);
      // What a method has broken may show only then.
      awaitMore(traffic);
      List<Course.Point> points = capacity.points();
      int most = containers.most();
      Tally tally = traffic.stop(GRACE);
      tellLosses(tally);
      return new Course(
          took, moved, tally.sent(), losses(tally, began), points, slots, most - slots, busy);
    } finally {
      traffic.close();
    }
  }

  private static void awaitMore(Traffic traffic) throws InterruptedException {
    long then = traffic.tally().answered();
    long deadline = System.nanoTime() + GRACE.toNanos();
    while (traffic.tally().answered() < then + WARM) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("nothing is answered: " + traffic.tally().text());
      }
      Thread.sleep(20);
    }
  }

  private static List<Course.Losses> losses(Tally tally, Instant began) {
    Duration ahead = Duration.between(tally.since(), began);
    return tally.timeline().stream()
        .filter(second -> second.lost() > 0)
        .map(second ->
            new Course.Losses(Duration.ofSeconds(second.second()).minus(ahead), second.lost()))
        .toList();
  }

  private static void tellLosses(Tally tally) throws IOException {
    if (tally.lostTotal() > 0) {
      System.err.printf("    %s%n    first: %s%n", tally.text(), tally.losses().getFirst());
    }
  }
}
