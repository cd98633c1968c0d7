package ballast.traffic;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Lets a server on purpose take its time; tests themselves wait for conditions.
final class Pause {
  private Pause() {}

  static void of(Duration duration) {
    long until = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
