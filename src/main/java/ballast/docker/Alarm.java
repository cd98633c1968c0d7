package ballast.docker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/// Rings once when its time has come, unless it is closed before.
final class Alarm implements AutoCloseable {
  private enum Phase {
    SET,
    RUNG,
    CLOSED
  }

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.SET);
  private final Thread sleeper;

  Alarm(Duration after, Runnable bell) {
    sleeper = Thread.ofVirtual().start(() -> sleep(after, bell));
  }

  private void sleep(Duration after, Runnable bell) {
    try {
      Thread.sleep(after);
      if (phase.compareAndSet(Phase.SET, Phase.RUNG)) {
        bell.run();
      }
    } catch (InterruptedException closed) {
      // nobody waits for it any more
    }
  }

  boolean rang() {
    return phase.get() == Phase.RUNG;
  }

  @Override
  public void close() {
    if (phase.compareAndSet(Phase.SET, Phase.CLOSED)) {
      sleeper.interrupt();
    }
  }
}
