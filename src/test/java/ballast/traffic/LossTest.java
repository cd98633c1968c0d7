package ballast.traffic;

import static ballast.traffic.Watching.runUntil;
import static ballast.traffic.Watching.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Each way to lose a request is told by its own name, once per request, and never tried again.
class LossTest {
  private static final int ENOUGH = 5;

  /// What is lost when every connection is served like this.
  private static Loss lossWhen(String mix, RawServer.Behaviour behaviour) throws IOException {
    try (RawServer server = RawServer.that(behaviour)) {
      TrafficSpec spec = spec(server, mix).withTimeout(Duration.ofMillis(300));
      Tally tally = runUntil(spec, t -> t.lostTotal() >= ENOUGH);
      assertThat(tally.answered()).isZero();
      assertThat(tally.lost()).hasSize(1);
      assertThat(tally.losses()).hasSize((int) tally.lostTotal());
      assertThat(server.connections())
          .as("one connection for each request")
          .isEqualTo((int) tally.sent());
      return tally.losses().getFirst();
    }
  }

  private static Loss lossWhenAnswered(String answer) throws IOException {
    return lossWhen(
        "get=100",
        peer -> {
          peer.readRequest();
          peer.write(answer);
        });
  }

  @Test
  void aServerThatDoesNotListenRefuses() throws IOException {
    int port;
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = listener.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);
    Tally tally =
        runUntil(TrafficSpec.of(nobody, Mix.parse("get=100")), t -> t.lostTotal() >= ENOUGH);
    assertThat(tally.lost()).containsOnlyKeys(LossKind.REFUSED);
    assertThat(tally.losses().getFirst().detail()).isEqualTo("connecting: Connection refused");
  }

  @Test
  void aNameThatNobodyKnowsIsRefusedAndSaysSo() {
    var spec = TrafficSpec.of(URI.create("http://nowhere.invalid"), Mix.parse("get=100"));
    Tally tally = runUntil(spec, t -> t.lostTotal() >= ENOUGH);
    assertThat(tally.losses().getFirst().detail())
        .isEqualTo("connecting: no such host: nowhere.invalid");
  }

  @Test
  void aConnectionBrokenBeforeAnAnswerIsReset() throws IOException {
    Loss loss =
        lossWhen(
            "get=100",
            peer -> {
              peer.readRequest();
              peer.reset();
            });
    assertThat(loss.kind()).isEqualTo(LossKind.RESET);
    assertThat(loss.detail()).contains("reset");
    assertThat(loss.flow()).isEqualTo("get");
  }

  @Test
  void aConnectionClosedBeforeAnAnswerIsNoAnswer() throws IOException {
    Loss loss = lossWhen("post=100", RawServer.Peer::readRequest);
    assertThat(loss.kind()).isEqualTo(LossKind.NO_ANSWER);
    assertThat(loss.detail()).isEqualTo("waiting for an answer: closed by the server");
  }

  @Test
  void anAnswerCutWithinItsHeadIsCut() throws IOException {
    assertThat(lossWhenAnswered("HTTP/1.1 200 OK\r\nContent-Le").kind()).isEqualTo(LossKind.CUT);
    assertThat(lossWhenAnswered("HTT").kind()).isEqualTo(LossKind.CUT);
  }

  @Test
  void anAnswerCutWithinItsBodyIsCutAndTellsWhoseItWas() throws IOException {
    Loss loss =
        lossWhenAnswered(
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nX-Slot: fe-2/1\r\nX-Version: v2\r\n\r\nhalf");
    assertThat(loss.kind()).isEqualTo(LossKind.CUT);
    assertThat(loss.slot()).isEqualTo(Optional.of("fe-2/1"));
    assertThat(loss.version()).isEqualTo(Optional.of("v2"));
  }

  @Test
  void anAnswerResetWithinItsBodyIsCut() throws IOException {
    Loss loss =
        lossWhen(
            "get=100",
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
              peer.reset();
            });
    assertThat(loss.kind()).isEqualTo(LossKind.CUT);
  }

  @Test
  void aChunkedAnswerWithoutItsLastChunkIsCut() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(lossWhenAnswered(head + "5\r\nhello\r\n").kind()).isEqualTo(LossKind.CUT);
    assertThat(lossWhenAnswered(head + "5\r\nhel").kind()).isEqualTo(LossKind.CUT);
    assertThat(lossWhenAnswered(head + "5\r\nhello\r\n0\r\n").kind()).isEqualTo(LossKind.CUT);
  }

  @Test
  void anErrorStatusIsALossWithItsStatusLine() throws IOException {
    Loss unavailable =
        lossWhenAnswered("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    assertThat(unavailable.kind()).isEqualTo(LossKind.STATUS_5XX);
    assertThat(unavailable.detail()).isEqualTo("HTTP/1.1 503 Service Unavailable");
    Loss missing = lossWhenAnswered("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    assertThat(missing.kind()).isEqualTo(LossKind.STATUS_4XX);
  }

  @Test
  void aServerThatNeverAnswersTimesOut() throws IOException {
    Loss loss =
        lossWhen(
            "get=100",
            peer -> {
              peer.readRequest();
              peer.awaitClose();
            });
    assertThat(loss.kind()).isEqualTo(LossKind.TIMEOUT);
  }

  @Test
  void anAnswerThatStallsInTheMiddleTimesOut() throws IOException {
    Loss loss =
        lossWhen(
            "get=100",
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
              peer.awaitClose();
            });
    assertThat(loss.kind()).isEqualTo(LossKind.TIMEOUT);
    assertThat(loss.detail()).startsWith("reading the answer");
  }

  @Test
  void whatIsNoHttpIsGarbled() throws IOException {
    assertThat(lossWhenAnswered("220 mail.example ESMTP\r\n").kind()).isEqualTo(LossKind.GARBLED);
    assertThat(lossWhenAnswered("HTTP/1.1 abc\r\n\r\n").kind()).isEqualTo(LossKind.GARBLED);
    assertThat(lossWhenAnswered("HTTP/1.1 200 OK\r\nno header\r\n\r\n").kind())
        .isEqualTo(LossKind.GARBLED);
    assertThat(
            lossWhenAnswered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").kind())
        .isEqualTo(LossKind.GARBLED);
    assertThat(lossWhenAnswered("HTTP/1.1 101 Switching Protocols\r\n\r\n").kind())
        .isEqualTo(LossKind.GARBLED);
  }

  @Test
  void eventsCutBeforeTheirEndAreCutAndTellHowFarTheyCame() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    Loss loss =
        lossWhen(
            "sse=100:3",
            peer -> {
              peer.readRequest();
              peer.write(head + "9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n");
            });
    assertThat(loss.kind()).isEqualTo(LossKind.CUT);
    assertThat(loss.detail()).endsWith("closed by the server after 2 of 3 events");
  }

  @Test
  void tooFewEventsAreCutEvenWhenTheAnswerEndsInOrder() throws IOException {
    Loss loss =
        lossWhen(
            "sse=100:3",
            peer -> {
              peer.readRequest();
              peer.write(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n0\r\n\r\n");
            });
    assertThat(loss.kind()).isEqualTo(LossKind.CUT);
    assertThat(loss.detail()).endsWith("ended after 1 of 3 events");
  }

  @Test
  void anUploadRefusedBeforeItsEndIsLostByItsStatus() throws IOException {
    Loss loss =
        lossWhen(
            "upload=50:400",
            peer -> {
              peer.readHead();
              peer.write("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
            });
    assertThat(loss.kind()).isEqualTo(LossKind.STATUS_5XX);
  }

  @Test
  void anUploadCutOffWithoutAnAnswerIsReset() throws IOException {
    Loss loss =
        lossWhen(
            "upload=50:400",
            peer -> {
              peer.readHead();
              peer.reset();
            });
    assertThat(loss.kind()).isEqualTo(LossKind.RESET);
  }
}
