package ballast.traffic;

import static ballast.traffic.Watching.runUntil;
import static ballast.traffic.Watching.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/// A complete answer is no loss, however it is framed; and every flow asks for what it says.
class AnswerTest {
  private static void assertAnswered(String mix, String answer) throws IOException {
    try (RawServer server =
        RawServer.that(peer -> {
          peer.readRequest();
          peer.write(answer);
        })) {
      Tally tally = runUntil(spec(server, mix), t -> t.sent() >= 5);
      assertThat(tally.losses()).isEmpty();
      assertThat(tally.answered()).isEqualTo(server.requests());
    }
  }

  @Test
  void anAnswerIsCompleteByItsLengthItsLastChunkOrTheClose() throws IOException {
    assertAnswered("get=100", RawServer.OK);
    assertAnswered("get=100", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
    assertAnswered("get=100", "HTTP/1.1 204 No Content\r\n\r\n");
    assertAnswered("get=100", "HTTP/1.0 200 OK\r\n\r\nuntil the end");
    assertAnswered("get=100", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + RawServer.OK);
    assertAnswered("post=100", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");
    assertAnswered(
        "get=100",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nT: x\r\n\r\n");
  }

  @Test
  void aBodyLargerThanTheBufferIsReadToItsEnd() throws IOException {
    String body = "x".repeat(3 * Dialer.BUFFER_BYTES + 1);
    assertAnswered(
        "get=50", "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  @Test
  void eventsAreAnsweredWhenAllHaveCome() throws IOException {
    String aComment = chunk(": c\r\n") + chunk("\n\n");
    String oneInTwoChunks = chunk("data") + chunk(": 1\n\n");
    String oneWithMoreFields = chunk("id: 2\r\ndata: 2\r\n\r\n");
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertAnswered("sse=50:2", head + aComment + oneInTwoChunks + oneWithMoreFields + chunk(""));
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  @Test
  void eventsMayTakeLongerThanTheTimeoutAsLongAsTheyKeepComing() throws IOException {
    try (RawServer server =
        RawServer.that(peer -> {
          peer.readRequest();
          peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          for (int i = 0; i < 5; i++) {
            Pause.of(Duration.ofMillis(150));
            peer.write("9\r\ndata: x\n\n\r\n");
          }
          peer.write("0\r\n\r\n");
        })) {
      Tally tally =
          runUntil(
              spec(server, "sse=10:5").withTimeout(Duration.ofMillis(500)), t -> t.answered() >= 1);
      assertThat(tally.losses()).isEmpty();
    }
  }

  @Test
  void theFlowsSendWhatTheySay() throws IOException {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (RawServer server =
        RawServer.that(peer -> {
          for (String head = peer.readRequest(); !head.isEmpty(); head = peer.readRequest()) {
            seen.add(head.lines().findFirst().orElseThrow());
            peer.write(RawServer.OK);
          }
        })) {
      String mix = "get=50,keepalive=50,post=50,post-keepalive=50,slow=50:7,upload=50:60";
      Tally tally = runUntil(spec(server, mix), t -> t.sent() > 100);
      assertThat(tally.losses()).isEmpty();
      assertThat(tally.answeredByVersion()).containsOnlyKeys("v1");
      assertThat(seen.stream().distinct())
          .containsExactlyInAnyOrder(
              "GET / HTTP/1.1",
              "POST / HTTP/1.1",
              "GET /slow?ms=7 HTTP/1.1",
              "POST /upload HTTP/1.1");
    }
  }

  @Test
  void aSlowUploadSendsItsWholeBodyOverItsDuration() throws IOException {
    Queue<Duration> took = new ConcurrentLinkedQueue<>();
    try (RawServer server =
        RawServer.that(peer -> {
          long start = System.nanoTime();
          peer.readRequest();
          took.add(Duration.ofNanos(System.nanoTime() - start));
          peer.write(RawServer.OK);
        })) {
      runUntil(spec(server, "upload=20:300"), t -> t.answered() >= 3);
    }
    assertThat(took).allMatch(duration -> duration.compareTo(Duration.ofMillis(250)) > 0);
  }
}
