package ballast.haproxy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Since when a server has been seen idle with the same counters: a fold over looks at one worker.
///
/// @param incarnation the process that was looked at; another one counts from 0 again
public record Quiet(RunningProcess.Incarnation incarnation, Counters counters, Instant since) {
  /// A failed connection is tried again after a second, in which the stream shows in no counter
  /// (seen on 2.6.12 with `retries 3`).
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

  /// For the time between two looks, and HAProxy's own.
  private static final Duration MARGIN = Duration.ofMillis(200);

  private static final Duration SHORTEST = Duration.ofMillis(1200);

  /// How long counters must stand still to prove that no stream waits for its next try.
  ///
  /// @param connectTimeout `timeout connect`; HAProxy pauses no longer than that between two tries
  public static Duration window(Duration connectTimeout) {
    Duration pause = connectTimeout.compareTo(RETRY_PAUSE) < 0 ? connectTimeout : RETRY_PAUSE;
    Duration window = pause.plus(MARGIN);
    return window.compareTo(SHORTEST) < 0 ? SHORTEST : window;
  }

  /// What is known after one more look: empty while the server is busy or tells too little.
  ///
  /// @param at when the answer came, by a clock that does not jump
  public static Optional<Quiet> after(
      Optional<Quiet> before,
      RunningProcess.Incarnation incarnation,
      ServerSight sight,
      Instant at) {
    Counters counters = Counters.of(sight.stat());
    if (!counters.complete() || !Evidence.idle(sight)) {
      return Optional.empty();
    }
    return before
        .filter(quiet -> quiet.incarnation.equals(incarnation) && quiet.counters.equals(counters))
        .or(() -> Optional.of(new Quiet(incarnation, counters, at)));
  }
}
