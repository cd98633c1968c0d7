package ballast.traffic;

import ballast.traffic.Head.Framing;
import ballast.traffic.Head.Reuse;
import ballast.traffic.Request.Expected;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// One request and its answer, tried exactly once. Belongs to one thread.
final class Exchange {
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Connections connections;
  private final Request request;
  private Stage stage = Stage.CONNECTING;
  private Optional<Connection> taken = Optional.empty();
  private Optional<Head> head = Optional.empty();

  Exchange(Connections connections, Request request) {
    this.connections = connections;
    this.request = request;
  }

  /// Sends and reads until the outcome is known. [#release(Outcome)] must follow.
  Outcome perform() {
    try {
      Connection connection = connections.take(System.nanoTime() + request.patience().toNanos());
      taken = Optional.of(connection);
      return exchange(connection);
    } catch (IOException failure) {
      return new Outcome.Lost(
          Verdict.kind(stage, failure),
          Verdict.detail(stage, failure),
          head.flatMap(Head::slot),
          head.flatMap(Head::version));
    }
  }

  private Outcome exchange(Connection connection) throws IOException {
    stage = Stage.SENDING;
    try {
      send(connection);
    } catch (IOException broken) {
      return earlyRefusal(connection).orElseThrow(() -> broken);
    }
    stage = Stage.WAITING;
    Head answer = readHead(connection);
    if (answer.status() >= 400) {
      return Outcome.refusedBy(answer);
    }
    switch (request.expected()) {
      case Expected.Anything() -> Body.read(connection, answer.framing(), _ -> {});
      case Expected.Events(int count, Duration patience) ->
          readEvents(connection, answer, count, patience);
    }
    return new Outcome.Answered(answer.version());
  }

  private void send(Connection connection) throws IOException {
    connection.send(request.first());
    long start = System.nanoTime();
    for (int number = 0; number < request.pieces(); number++) {
      sleepUntil(start + (number + 1) * request.pieceEvery().toNanos());
      connection.send(request.piece(number));
    }
  }

  private static void sleepUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /// A server may refuse an upload and close before it has read all of it: then the write fails,
  /// but why is in the answer.
  private Optional<Outcome> earlyRefusal(Connection connection) {
    try {
      Head answer = connection.readHead();
      return answer.status() < 400 ? Optional.empty() : Optional.of(Outcome.refusedBy(answer));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private Head readHead(Connection connection) throws IOException {
    connection.awaitFirstByte();
    stage = Stage.READING;
    Head answer = connection.readHead();
    while (answer.status() < 200 && answer.status() != SWITCHING_PROTOCOLS) {
      answer = connection.readHead(); // an interim answer, such as 103 Early Hints
    }
    head = Optional.of(answer);
    if (answer.status() == SWITCHING_PROTOCOLS) {
      throw new GarbledException("nobody asked for '" + answer.statusLine() + "'");
    }
    return answer;
  }

  private static void readEvents(Connection connection, Head answer, int count, Duration patience)
      throws IOException {
    var counter = new EventCounter();
    Body.Sink sink =
        bytes -> {
          int before = counter.count();
          counter.accept(bytes);
          if (counter.count() > before) {
            connection.deadline(System.nanoTime() + patience.toNanos());
          }
        };
    String events = " of " + count + " events";
    try {
      Body.read(connection, answer.framing(), sink);
    } catch (EOFException cut) {
      throw new EOFException("closed by the server after " + counter.count() + events);
    }
    if (answer.framing() instanceof Framing.UntilClose) {
      throw new EOFException(
          "ended by a close, not by a last chunk, after " + counter.count() + events);
    }
    if (counter.count() < count) {
      throw new EOFException("ended after " + counter.count() + events);
    }
    if (counter.count() > count) {
      throw new GarbledException(counter.count() + events);
    }
  }

  /// Gives the connection back or closes it. Apart from [#perform()], because it may wait and the
  /// outcome need not.
  void release(Outcome outcome) {
    Reuse reuse = head.map(Head::reuse).orElse(Reuse.CLOSE);
    boolean untilClose =
        head.map(Head::framing).orElse(new Framing.UntilClose()) instanceof Framing.UntilClose;
    switch (outcome) {
      case Outcome.Answered _ ->
          taken.ifPresent(
              connection -> connections.giveBack(connection, untilClose ? Reuse.CLOSE : reuse));
      case Outcome.Lost _ -> taken.ifPresent(connections::discard);
    }
  }
}
