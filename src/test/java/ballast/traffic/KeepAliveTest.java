package ballast.traffic;

import static ballast.traffic.Watching.awaitTally;
import static ballast.traffic.Watching.runUntil;
import static ballast.traffic.Watching.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
  @Test
  void connectionsAreUsedAgain() throws IOException {
    try (RawServer server = RawServer.thatAnswers(RawServer.OK)) {
      Tally tally = runUntil(spec(server, "keepalive=200:3"), t -> t.answered() >= 60);
      assertThat(tally.losses()).isEmpty();
      assertThat(server.requests()).isEqualTo((int) tally.answered());
      assertThat(server.connections()).isLessThan((int) tally.answered());
    }
  }

  @Test
  void aConnectionClosedWhileIdleLosesNothing() throws IOException {
    try (RawServer server =
        RawServer.that(peer -> {
          peer.readRequest();
          peer.write(RawServer.OK);
        })) {
      Tally tally =
          runUntil(spec(server, "keepalive=20:1,post-keepalive=20:1"), t -> t.answered() >= 12);
      assertThat(tally.losses()).isEmpty();
      assertThat(server.connections())
          .as("a fresh connection each time")
          .isEqualTo((int) tally.answered());
    }
  }

  @Test
  void aConnectionClosedAfterTheRequestWasSentIsOneLossAndIsNotTriedAgain() throws IOException {
    var unanswered = new AtomicInteger();
    try (RawServer server =
        RawServer.that(peer -> {
          peer.readRequest();
          peer.write(RawServer.OK);
          if (!peer.readRequest().isEmpty()) {
            unanswered.incrementAndGet();
          }
        })) {
      Tally tally = runUntil(spec(server, "keepalive=40:1"), t -> t.lostTotal() >= 4);
      assertThat(tally.lost()).containsOnlyKeys(LossKind.NO_ANSWER);
      assertThat(tally.lostTotal()).isEqualTo(unanswered.get());
      assertThat(server.requests())
          .as("each request arrived exactly once")
          .isEqualTo((int) tally.sent());
    }
  }

  @Test
  void anAnswerThatSaysCloseIsBelieved() throws IOException {
    String closing = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: Close\r\n\r\nok";
    try (RawServer server = RawServer.thatAnswers(closing)) {
      Tally tally = runUntil(spec(server, "keepalive=100:1"), t -> t.answered() >= 10);
      assertThat(tally.losses()).isEmpty();
      assertThat(server.connections()).isEqualTo((int) tally.answered());
    }
  }

  @Test
  void anAnswerNobodyAskedForIsNotTakenForTheNextOne() throws IOException {
    try (RawServer server =
        RawServer.that(peer -> {
          while (!peer.readRequest().isEmpty()) {
            peer.write(RawServer.OK + "HTTP/1.1 408 Request Timeout\r\n\r\n");
          }
        })) {
      Tally tally = runUntil(spec(server, "keepalive=40:1"), t -> t.answered() >= 8);
      assertThat(tally.losses()).isEmpty();
    }
  }

  @Test
  void whenAllConnectionsAreBusyAnotherIsOpenedInsteadOfWaiting() throws IOException {
    var released = new CountDownLatch(1);
    try (RawServer server =
            RawServer.that(peer -> {
              peer.readRequest();
              released.await();
              peer.write(RawServer.OK);
            });
        Traffic traffic = Traffic.start(spec(server, "keepalive=100:2"))) {
      awaitTally(traffic, t -> t.inFlight() >= 10);
      released.countDown();
      assertThat(traffic.stop(Watching.GRACE).losses()).isEmpty();
    }
  }
}
