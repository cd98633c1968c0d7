package ballast;

import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;

/// The machine's own clock, made to never run backwards: its start by the wall, its pace by the
/// monotonic clock.
final class SystemTime implements Time {
  private final Instant began = Instant.now();
  private final long origin = System.nanoTime();

  @Override
  public Instant now() {
    return began.plusNanos(System.nanoTime() - origin);
  }

  @Override
  public Instant wall() {
    return Instant.now();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }
}
