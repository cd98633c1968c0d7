package ballast.model;

import java.time.Duration;
import java.time.Instant;

/// When a certificate is good.
///
/// @param from its first moment
/// @param until its last
public record Lifetime(Instant from, Instant until) {
  /// Whoever renews certificates by program has done so long before.
  public static final Duration WARNING = Duration.ofDays(14);

  /// Where in its life a certificate is.
  public enum Stage {
    NOT_YET,
    GOOD,
    /// Good, and for less than [#WARNING].
    ENDING,
    OVER
  }

  /// @param now as the clock on the wall shows it
  public Stage at(Instant now) {
    if (now.isBefore(from)) {
      return Stage.NOT_YET;
    }
    if (now.isAfter(until)) {
      return Stage.OVER;
    }
    return now.plus(WARNING).isAfter(until) ? Stage.ENDING : Stage.GOOD;
  }
}
