package ballast.port;

import java.time.Duration;
import java.time.Instant;

/// The clock and the only way to wait, so that a simulation can have both.
public interface Time {
  Instant now();

  void sleep(Duration duration) throws InterruptedException;
}
