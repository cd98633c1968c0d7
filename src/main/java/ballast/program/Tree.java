package ballast.program;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// A process and all that it has started and that is still its own.
public final class Tree {
  private static final Duration LOOK = Duration.ofMillis(50);

  /// What it started may start more while it is being ended.
  private static final int MOST_ROUNDS = 10;

  private Tree() {}

  /// Ends all of it at once, by force, and gives up what it has said and nobody has read.
  public static void end(Process process) {
    kill(process);
    // Closes its pipes as well, under whoever reads them.
    process.destroyForcibly();
  }

  /// Ends all of it at once, by force; what it has said can be read.
  static void kill(Process process) {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<ProcessHandle> children = process.descendants().toList();
      if (children.isEmpty()) {
        break;
      }
      children.forEach(ProcessHandle::destroyForcibly);
    }
    process.toHandle().destroyForcibly();
  }

  /// Asks all of it to end, and ends by force what has not within the grace.
  public static void end(Process process, Duration grace) throws InterruptedException {
    // Whose parent has ended is no one's child: they must be known before.
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    long end = System.nanoTime() + grace.toNanos();
    while (all.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() - end < 0) {
      Thread.sleep(LOOK);
    }
    end(process);
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
