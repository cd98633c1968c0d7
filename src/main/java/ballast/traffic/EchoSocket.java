package ballast.traffic;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// One websocket, held open: sends a text at every interval, expects it back, and opens again whenever it ends.
///
///     open (a request) -> echo ... -> close frame from the server: answered, opened again
///                                  -> cut or silent: counted as cut, opened again
///                                  -> stop(): waits for the last echoes, closes in order
///
/// Belongs to one thread, but for [#stop()].
final class EchoSocket implements Runnable {
  /// Two openings are at least so far apart: a server that ends each socket at once must not be
  /// flooded.
  private static final Duration REOPEN_AFTER = Duration.ofMillis(100);

  /// How late a stop may be noticed.
  private static final Duration LOOK_UP_EVERY = Duration.ofMillis(100);

  /// The shortest wait for an echo that is not there yet.
  private static final Duration LOOK_AT_LEAST = Duration.ofMillis(1);

  /// Messages sent and not echoed, on one socket.
  private static final int MAX_UNECHOED = 1_000;

  private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final TrafficSpec spec;
  private final Flow.WebSockets flow;
  private final Dialer dialer;
  private final Ledger ledger;
  private final Deque<Unechoed> unechoed = new ArrayDeque<>();
  private long messages;
  private volatile boolean stopping;

  EchoSocket(TrafficSpec spec, Flow.WebSockets flow, Dialer dialer, Ledger ledger) {
    this.spec = spec;
    this.flow = flow;
    this.dialer = dialer;
    this.ledger = ledger;
  }

  private record Unechoed(String text, long deadline) {}

  /// Ends the socket once its last echoes are there.
  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    while (!stopping) {
      long opened = System.nanoTime();
      open().ifPresent(this::session);
      while (!stopping && System.nanoTime() - opened < REOPEN_AFTER.toNanos()) {
        LockSupport.parkNanos(REOPEN_AFTER.toNanos() - (System.nanoTime() - opened));
      }
    }
  }

  /// Opening is a request like any other: answered by status 101, or lost.
  private Optional<Connection> open() {
    return switch (ledger.due(flow.name())) {
      case OVERRUN -> Optional.empty();
      case SEND -> handshake();
    };
  }

  private Optional<Connection> handshake() {
    Stage stage = Stage.CONNECTING;
    Optional<Connection> dialed = Optional.empty();
    try {
      Connection connection = dialer.dial(System.nanoTime() + spec.timeout().toNanos());
      dialed = Optional.of(connection);
      stage = Stage.SENDING;
      String key = randomKey();
      connection.send(upgrade(key).getBytes(StandardCharsets.US_ASCII));
      stage = Stage.WAITING;
      connection.awaitFirstByte();
      stage = Stage.READING;
      Outcome outcome = judge(connection.readHead(), key);
      ledger.settle(flow.name(), outcome);
      if (outcome instanceof Outcome.Answered) {
        return dialed;
      }
    } catch (IOException failure) {
      LossKind kind = Verdict.kind(stage, failure);
      ledger.settle(
          flow.name(),
          new Outcome.Lost(
              kind, Verdict.detail(stage, failure), Optional.empty(), Optional.empty()));
    }
    dialed.ifPresent(Connection::close);
    return Optional.empty();
  }

  private String upgrade(String key) {
    return Request.head(
        spec,
        "GET",
        spec.paths().websocket(),
        "Upgrade",
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n");
  }

  private static Outcome judge(Head answer, String key) {
    if (answer.status() >= 400) {
      return Outcome.refusedBy(answer);
    }
    boolean upgraded =
        answer.status() == 101 && answer.webSocketAccept().equals(Optional.of(accept(key)));
    return upgraded
        ? new Outcome.Answered(answer.version())
        : new Outcome.Lost(
            LossKind.GARBLED,
            "not upgraded: " + answer.statusLine(),
            answer.slot(),
            answer.version());
  }

  private void session(Connection connection) {
    unechoed.clear();
    try (connection) {
      switch (converse(connection)) {
        case CLOSED_BY_SERVER -> ledger.websocketClosedByServer();
        case STOPPED -> send(connection, Frame.CLOSE, Frame.closing(Frame.NORMAL_CLOSURE));
      }
    } catch (IOException cut) {
      ledger.websocketCut(flow.name(), Verdict.detail(Stage.READING, cut));
    }
  }

  private enum Ending {
    CLOSED_BY_SERVER,
    STOPPED
  }

  private Ending converse(Connection connection) throws IOException {
    long nextSend = System.nanoTime();
    // What has come is used before more is waited for: a close frame may be the last thing before
    // the end.
    while (!closedByServer(connection)) {
      if (stopping && unechoed.isEmpty()) {
        return Ending.STOPPED;
      }
      checkPatience();
      long now = System.nanoTime();
      if (!stopping && now - nextSend >= 0) {
        try {
          sendMessage(connection, now);
        } catch (IOException broken) {
          awaitClose(connection, broken);
          return Ending.CLOSED_BY_SERVER;
        }
        nextSend += flow.every().toNanos();
      }
      receive(connection, stopping ? LOOK_UP_EVERY.toNanos() : nextSend - System.nanoTime());
    }
    return Ending.CLOSED_BY_SERVER;
  }

  /// A message may cross the server's close frame on its way and fail; then the frame is still
  /// there to be read.
  private void awaitClose(Connection connection, IOException broken) throws IOException {
    try {
      long until = System.nanoTime() + LOOK_UP_EVERY.toNanos();
      while (!closedByServer(connection)) {
        connection.fill(until);
      }
    } catch (IOException _) {
      throw broken;
    }
  }

  private void sendMessage(Connection connection, long now) throws IOException {
    if (unechoed.size() == MAX_UNECHOED) {
      throw new SocketTimeoutException(MAX_UNECHOED + " messages without an echo");
    }
    String text = "ballast " + messages++;
    long deadline = now + spec.timeout().toNanos();
    unechoed.addLast(new Unechoed(text, deadline));
    connection.deadline(deadline);
    send(connection, Frame.TEXT, text);
  }

  /// Waits for bytes for about so long; none is no failure here. Looks at least once: when messages
  /// are sent late, their echoes must still be read. A read ends by itself, so a machine that
  /// stands still for a moment must not have the socket cut from outside.
  private void receive(Connection connection, long waitNanos) throws IOException {
    long until =
        System.nanoTime() + Math.clamp(waitNanos, LOOK_AT_LEAST.toNanos(), LOOK_UP_EVERY.toNanos());
    connection.deadline(until + spec.timeout().toNanos());
    try {
      connection.fill(until);
    } catch (SocketTimeoutException _) {
      // checkPatience() knows whether an echo is overdue.
    }
  }

  /// Takes all frames that are there; true when one of them was the server's close, which is
  /// answered.
  private boolean closedByServer(Connection connection) throws IOException {
    Optional<Frame> frame = Frame.take(connection.received());
    while (frame.isPresent()) {
      switch (frame.get()) {
        case Frame.Message(String text) -> echoed(text);
        case Frame.Ping(String payload) -> send(connection, Frame.PONG, payload);
        case Frame.Pong() -> {}
        case Frame.Close(String payload) -> {
          answerClose(connection, payload);
          return true;
        }
      }
      frame = Frame.take(connection.received());
    }
    return false;
  }

  private void echoed(String text) throws GarbledException {
    Unechoed oldest = unechoed.poll();
    if (oldest == null || !oldest.text().equals(text)) {
      throw new GarbledException("not the echo that was due: '" + text + "'");
    }
    ledger.websocketEchoed();
  }

  private static void answerClose(Connection connection, String payload) {
    try {
      send(connection, Frame.CLOSE, payload);
    } catch (IOException _) {
      // The server said goodbye; that it did not wait for ours loses nothing.
    }
  }

  private void checkPatience() throws SocketTimeoutException {
    Unechoed oldest = unechoed.peek();
    if (oldest != null && System.nanoTime() - oldest.deadline() > 0) {
      throw new SocketTimeoutException("no echo within " + spec.timeout().toMillis() + " ms");
    }
  }

  private static void send(Connection connection, int opcode, String payload) throws IOException {
    connection.send(Frame.masked(opcode, payload, ThreadLocalRandom.current().nextInt()));
  }

  private static String randomKey() {
    byte[] key = new byte[16];
    ThreadLocalRandom.current().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /// What a server that understood the upgrade must answer to that key.
  static String accept(String key) {
    try {
      byte[] salted = (key + ACCEPT_SALT).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(salted));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-1", impossible);
    }
  }
}
