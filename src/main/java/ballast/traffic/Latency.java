package ballast.traffic;

import java.time.Duration;

/// How long answers took, from the time their request was *due* (not from when it was sent), in
/// whole microseconds: the 50th, 90th, 99th and 99.9th percentile, and the longest.
public record Latency(Duration p50, Duration p90, Duration p99, Duration p999, Duration max) {
  /// Nothing answered yet.
  public static final Latency NONE =
      new Latency(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
