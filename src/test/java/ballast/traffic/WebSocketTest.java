package ballast.traffic;

import static ballast.traffic.Watching.awaitTally;
import static ballast.traffic.Watching.runUntil;
import static ballast.traffic.Watching.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class WebSocketTest {
  private static final int CLOSE = 0x88;
  private static final int TEXT = 0x81;
  private static final int PING = 0x89;
  private static final String GOING_AWAY = "\u0003\u00e9";

  private static void upgrade(RawServer.Peer peer) throws IOException {
    String key =
        peer.readRequest()
            .lines()
            .filter(l -> l.startsWith("Sec-WebSocket-Key: "))
            .findFirst()
            .orElseThrow();
    String accept = EchoSocket.accept(key.substring(key.indexOf(' ') + 1));
    peer.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Version: v1\r\n"
            + "Sec-WebSocket-Accept: "
            + accept
            + "\r\n\r\n");
  }

  private record Received(int opcode, String payload) {}

  private static Received receive(RawServer.Peer peer) throws IOException {
    int opcode = peer.in().read() & 0x0f;
    int length = peer.in().read() & 0x7f;
    byte[] mask = peer.in().readNBytes(4);
    byte[] payload = peer.in().readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return new Received(opcode, new String(payload, StandardCharsets.ISO_8859_1));
  }

  private static void send(RawServer.Peer peer, int first, String payload) throws IOException {
    peer.write("" + (char) first + (char) payload.length() + payload);
  }

  private static void echo(RawServer.Peer peer, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      send(peer, TEXT, receive(peer).payload());
    }
  }

  @Test
  void socketsStayOpenAndEchoAndEndInOrder() throws IOException {
    Queue<Received> goodbyes = new ConcurrentLinkedQueue<>();
    try (RawServer server =
        RawServer.that(peer -> {
          upgrade(peer);
          Received received = receive(peer);
          while (received.opcode() == Frame.TEXT) {
            send(peer, TEXT, received.payload());
            received = receive(peer);
          }
          goodbyes.add(received);
        })) {
      Tally tally =
          runUntil(
              spec(server, "ws=3,ws-interval=10"), t -> t.sent() == 3 && t.websocketEchoes() >= 30);
      assertThat(tally.losses()).isEmpty();
      assertThat(tally.websocketsClosedByServer()).isZero();
      assertThat(tally.sent()).as("opening each is a request").isEqualTo(3);
      assertThat(tally.answeredByVersion()).containsEntry("v1", 3L);
      await().until(() -> goodbyes.size() == 3);
      assertThat(goodbyes).allMatch(frame -> frame.opcode() == Frame.CLOSE);
    }
  }

  @Test
  void aSocketClosedByTheServerWithAFrameIsAnsweredOpenedAgainAndNoLoss() throws IOException {
    Queue<Received> answers = new ConcurrentLinkedQueue<>();
    try (RawServer server =
        RawServer.that(peer -> {
          upgrade(peer);
          echo(peer, 2);
          send(peer, CLOSE, GOING_AWAY);
          Received received = receive(peer);
          while (received.opcode() == Frame.TEXT) {
            received = receive(peer); // sent before the close frame was seen
          }
          answers.add(received);
        })) {
      Tally tally = runUntil(spec(server, "ws=1,ws-interval=20"), t -> t.answered() >= 4);
      assertThat(tally.losses()).isEmpty();
      assertThat(tally.websocketsCut()).isZero();
      assertThat(tally.websocketsClosedByServer()).isGreaterThanOrEqualTo(3);
      assertThat(answers).contains(new Received(Frame.CLOSE, GOING_AWAY));
    }
  }

  @Test
  void aCloseFrameThatCrossesAMessageIsStillAClose() throws IOException {
    try (RawServer server =
        RawServer.that(peer -> {
          upgrade(peer);
          send(peer, CLOSE, GOING_AWAY);
        })) {
      Tally tally =
          runUntil(spec(server, "ws=2,ws-interval=1"), t -> t.websocketsClosedByServer() >= 10);
      assertThat(tally.websocketsCut()).isZero();
    }
  }

  @Test
  void aSocketCutWithoutAFrameIsCountedApartFromLostRequests() throws IOException {
    try (RawServer server =
        RawServer.that(peer -> {
          upgrade(peer);
          echo(peer, 2);
        })) {
      Tally tally = runUntil(spec(server, "ws=1,ws-interval=20"), t -> t.websocketsCut() >= 3);
      assertThat(tally.lostTotal()).isZero();
      assertThat(tally.websocketsClosedByServer()).isZero();
      assertThat(tally.losses()).extracting(Loss::kind).containsOnly(LossKind.WEBSOCKET_CUT);
      assertThat(tally.text()).contains("lost 0, websockets cut " + tally.websocketsCut());
    }
  }

  @Test
  void aSocketThatDoesNotEchoInTimeOrNotTheSameIsCut() throws IOException {
    List<RawServer.Behaviour> bad =
        List.of(
            peer -> {
              upgrade(peer);
              peer.awaitClose();
            },
            peer -> {
              upgrade(peer);
              receive(peer);
              send(peer, TEXT, "something else");
              peer.awaitClose();
            });
    for (RawServer.Behaviour behaviour : bad) {
      try (RawServer server = RawServer.that(behaviour)) {
        var spec = spec(server, "ws=1,ws-interval=20").withTimeout(Duration.ofMillis(100));
        assertThat(runUntil(spec, t -> t.websocketsCut() >= 2).lostTotal()).isZero();
      }
    }
  }

  @Test
  void echoesThatComeLateAreReadEvenWhileStoppingAndEvenWhenTheNextMessageIsOverdue()
      throws IOException {
    try (RawServer server =
        RawServer.that(peer -> {
          upgrade(peer);
          Received received = receive(peer);
          while (received.opcode() == Frame.TEXT) {
            Pause.of(Duration.ofMillis(5));
            send(peer, TEXT, received.payload());
            received = receive(peer);
          }
        })) {
      var spec = spec(server, "ws=1,ws-interval=1").withTimeout(Duration.ofSeconds(2));
      Tally tally = runUntil(spec, t -> t.websocketEchoes() >= 20);
      assertThat(tally.losses()).isEmpty();
      assertThat(tally.websocketsCut()).isZero();
    }
  }

  @Test
  void aPingIsAnswered() throws IOException {
    Queue<Received> answers = new ConcurrentLinkedQueue<>();
    try (RawServer server =
            RawServer.that(peer -> {
              upgrade(peer);
              send(peer, PING, "are you there");
              Received received = receive(peer);
              while (received.opcode() == Frame.TEXT) {
                send(peer, TEXT, received.payload());
                received = receive(peer);
              }
              answers.add(received);
              echo(peer, 1_000);
            });
        Traffic traffic = Traffic.start(spec(server, "ws=1,ws-interval=10"))) {
      awaitTally(traffic, t -> t.websocketEchoes() >= 5);
      assertThat(answers).containsExactly(new Received(Frame.PONG, "are you there"));
    }
  }

  @Test
  void aSocketThatCannotBeOpenedIsALostRequest() throws IOException {
    try (RawServer server =
        RawServer.thatAnswers("HTTP/1.1 503 Nobody Home\r\nContent-Length: 0\r\n\r\n")) {
      Tally tally = runUntil(spec(server, "ws=1"), t -> t.lostTotal() >= 2);
      assertThat(tally.lost()).containsOnlyKeys(LossKind.STATUS_5XX);
      assertThat(tally.losses().getFirst().flow()).isEqualTo("ws");
    }
    try (RawServer server = RawServer.thatAnswers(RawServer.OK)) {
      assertThat(runUntil(spec(server, "ws=1"), t -> t.lostTotal() >= 2).lost())
          .containsOnlyKeys(LossKind.GARBLED);
    }
  }
}
