package ballast.port;

import java.time.Duration;
import java.time.Instant;

/// The clock and the only way to wait, so that a simulation can have both.
public interface Time {
  /// Never runs backwards. May stand still while the machine sleeps.
  Instant now();

  /// What a clock on the wall shows: goes on while the machine sleeps, and may jump.
  Instant wall();

  void sleep(Duration duration) throws InterruptedException;
}
