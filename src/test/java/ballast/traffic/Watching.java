package ballast.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.Predicate;

/// How tests start traffic and look at it; every look checks that the tally adds up.
final class Watching {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final Duration GRACE = Duration.ofSeconds(15);

  private Watching() {}

  static TrafficSpec spec(RawServer server, String mix) {
    return TrafficSpec.of(server.uri(), Mix.parse(mix));
  }

  /// Runs traffic until its tally is as wanted, then stops it and gives the final tally.
  static Tally runUntil(TrafficSpec spec, Predicate<Tally> wanted) {
    try (Traffic traffic = Traffic.start(spec)) {
      awaitTally(traffic, wanted);
      Tally last = traffic.stop(GRACE);
      assertAddsUp(last);
      assertThat(last.inFlight()).isZero();
      return last;
    }
  }

  static Tally awaitTally(Traffic traffic, Predicate<Tally> wanted) {
    return await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(PATIENCE)
        .until(
            () -> {
              Tally tally = traffic.tally();
              assertAddsUp(tally);
              return tally;
            },
            wanted);
  }

  static void assertAddsUp(Tally tally) {
    assertThat(tally.sent()).isEqualTo(tally.answered() + tally.lostTotal() + tally.inFlight());
    assertThat(tally.answeredByVersion().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(tally.answered());
    assertThat(tally.timeline().stream().mapToLong(Second::lost).sum())
        .isEqualTo(tally.lostTotal());
  }
}
