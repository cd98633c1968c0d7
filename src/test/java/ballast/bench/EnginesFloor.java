package ballast.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What replacing 27 containers costs when nothing but the engines does anything: pull, stop,
/// remove, create, start, wait for 200, in the lockstep of the blog post (three hosts at a time,
/// slot after slot). No drain, no balancer.
final class EnginesFloor {
  private static final int BATCH = 3;

  private final List<RawHost> hosts;
  private final int slots;

  EnginesFloor(List<RawHost> hosts, int slots) {
    this.hosts = hosts;
    this.slots = slots;
  }

  Duration replaceAll(String tag) throws InterruptedException, IOException {
    var steps = new ArrayList<Lockstep.Step>();
    for (int slot = 1; slot <= slots; slot++) {
      int number = slot;
      steps.add(host -> {
        host.pull(tag);
        host.remove(number);
        host.run(number, tag);
      });
    }
    long started = System.nanoTime();
    new Lockstep(hosts, BATCH).run(steps);
    return Duration.ofNanos(System.nanoTime() - started);
  }
}
