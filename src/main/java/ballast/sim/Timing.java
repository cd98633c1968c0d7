package ballast.sim;

import java.time.Duration;

/// How long things take on a simulated fleet. The default is wide, so that a seed meets many orders
/// of events; what was measured on real hosts can be put in its place.
///
/// @param oneWay a call on its way to a host, and its answer on the way back
/// @param pull of an image that a host does not have
/// @param create of a container, at its engine
/// @param start of a container, at its engine
/// @param stop of a container that listens to its signal
/// @param checkEvery how often HAProxy checks each server
/// @param poll how often a rollout looks whether a server is drained or proven
public record Timing(
    Span oneWay,
    Span pull,
    Span create,
    Span start,
    Span stop,
    Duration checkEvery,
    Duration poll) {
  public static final Timing DEFAULT =
      new Timing(
          Span.millis(1, 20),
          Span.millis(1_000, 15_000),
          Span.NONE,
          Span.NONE,
          Span.millis(50, 2_000),
          Duration.ofSeconds(1),
          Duration.ofMillis(200));

  /// Evenly from least to most, by the seed.
  public record Span(Duration least, Duration most) {
    public static final Span NONE = new Span(Duration.ZERO, Duration.ZERO);

    public Span {
      if (least.isNegative() || most.compareTo(least) < 0) {
        throw new IllegalArgumentException("not a span: %s to %s".formatted(least, most));
      }
    }

    public static Span millis(long least, long most) {
      return new Span(Duration.ofMillis(least), Duration.ofMillis(most));
    }

    Duration pick(Simulation simulation) {
      return least.equals(most) ? least : simulation.between(least, most);
    }
  }

  public Timing {
    if (!checkEvery.isPositive() || !poll.isPositive()) {
      throw new IllegalArgumentException("checks and looks need a while between them");
    }
  }
}
