package ballast.ssh;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/// Rings once when its time has come, unless it is closed before.
public final class Alarm implements AutoCloseable {
  private enum Phase {
    SET,
    RUNG,
    CLOSED
  }

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.SET);
  private final Thread sleeper;

  /// @param bell what to do then; it must not block
  public Alarm(Duration after, Runnable bell) {
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

  /// Whether its time came first.
  public boolean rang() {
    return phase.get() == Phase.RUNG;
  }

  @Override
  public void close() {
    if (phase.compareAndSet(Phase.SET, Phase.CLOSED)) {
      sleeper.interrupt();
    }
  }
}
