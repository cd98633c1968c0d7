package ballast.traffic;

import static ballast.traffic.Watching.assertAddsUp;
import static ballast.traffic.Watching.awaitTally;
import static ballast.traffic.Watching.runUntil;
import static ballast.traffic.Watching.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static RawServer stalledUntil(CountDownLatch released) {
    return RawServer.that(peer -> {
      peer.readRequest();
      released.await();
      peer.write(RawServer.OK);
    });
  }

  @Test
  void aStalledServerDoesNotLowerTheSendingRateAndItsStallIsInTheLatencies() throws IOException {
    var released = new CountDownLatch(1);
    try (RawServer server = stalledUntil(released);
        Traffic traffic = Traffic.start(spec(server, "get=200"))) {
      Tally stalled = awaitTally(traffic, t -> t.sent() >= 200);
      assertThat(stalled.answered()).isZero();
      assertThat(stalled.inFlight()).isEqualTo(stalled.sent());
      assertThat(stalled.sent())
          .isCloseTo(stalled.ran().toMillis() * 200 / 1_000, Percentage.withPercentage(15));
      released.countDown();
      Tally last = traffic.stop(Watching.GRACE);
      assertThat(last.losses()).isEmpty();
      assertThat(last.answered()).isEqualTo(server.requests()).isEqualTo(last.sent());
      assertThat(last.latency().max()).isGreaterThan(Duration.ofMillis(700));
      assertThat(last.latency().p50()).isBetween(Duration.ofMillis(200), last.latency().p90());
    }
  }

  @Test
  void whatExceedsTheLimitInFlightIsCountedAsOverrunAndNotSent() throws IOException {
    var released = new CountDownLatch(1);
    try (RawServer server = stalledUntil(released);
        Traffic traffic = Traffic.start(spec(server, "get=200").withMaxInFlight(5))) {
      Tally full = awaitTally(traffic, t -> t.lostTotal() >= 10);
      assertThat(full.lost()).containsOnlyKeys(LossKind.OVERRUN);
      assertThat(full.inFlight()).isEqualTo(5);
      assertThat(full.losses().getFirst().detail()).isEqualTo("5 in flight");
      awaitTally(traffic, _ -> server.requests() == 5);
      Tally cut = traffic.stop(Duration.ZERO);
      assertThat(cut.inFlight()).isEqualTo(5);
      released.countDown();
    }
  }

  @Test
  void stoppingWaitsForWhatIsInFlightAndSendsNothingMore() throws IOException {
    var released = new CountDownLatch(1);
    try (RawServer server = stalledUntil(released);
        Traffic traffic = Traffic.start(spec(server, "get=100"))) {
      awaitTally(traffic, t -> t.inFlight() >= 5);
      Thread.ofVirtual()
          .start(() -> {
            Pause.of(Duration.ofMillis(200));
            released.countDown();
          });
      Tally last = traffic.stop(Watching.GRACE);
      assertAddsUp(last);
      assertThat(last.inFlight()).isZero();
      assertThat(last.answered()).isEqualTo(server.requests());
      assertThat(traffic.stop(Watching.GRACE)).isEqualTo(last);
      assertThat(traffic.tally()).isEqualTo(last);
    }
  }

  @Test
  void theTimelineTellsWhichVersionAnsweredWhen() throws IOException {
    try (RawServer server =
        RawServer.that(peer -> {
          peer.readRequest();
          String version = peer.number() <= 10 ? "v1" : "v2";
          peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Version: " + version + "\r\n\r\n");
        })) {
      Tally tally = runUntil(spec(server, "get=50"), t -> t.timeline().size() >= 2);
      assertThat(tally.answeredByVersion()).containsEntry("v1", 10L).containsKey("v2");
      assertThat(tally.timeline().getFirst().second()).isZero();
      assertThat(tally.timeline().getFirst().answered()).containsKey("v1");
      assertThat(tally.timeline().getLast().answered()).containsOnlyKeys("v2");
    }
  }

  @Test
  void lossesAreToldUpToTheirLimitButCountedToTheEnd() throws IOException {
    try (RawServer server =
        RawServer.thatAnswers("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")) {
      var spec = spec(server, "get=10000").withMaxInFlight(50);
      Tally tally = runUntil(spec, t -> t.lostTotal() > Tally.MAX_LOSSES + 100);
      assertThat(tally.losses()).hasSize(Tally.MAX_LOSSES);
      assertThat(tally.lostTotal()).isGreaterThan(Tally.MAX_LOSSES);
    }
  }

  @Test
  void anAnswerWithoutAVersionIsCountedAsUnknown() throws IOException {
    try (RawServer server = RawServer.thatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      Tally tally = runUntil(spec(server, "get=100"), t -> t.answered() >= 3);
      assertThat(tally.answeredByVersion())
          .isEqualTo(Map.of(Tally.UNKNOWN_VERSION, tally.answered()));
    }
  }
}
