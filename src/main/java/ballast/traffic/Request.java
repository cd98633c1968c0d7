package ballast.traffic;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/// A request in bytes, made once for a flow and sent again and again.
final class Request {
  /// The small body of a POST.
  private static final String SMALL_BODY = "ballast=".repeat(8);

  /// The body of a slow upload: large enough to need many pieces, small enough never to fill the
  /// socket's buffer.
  private static final int UPLOAD_BYTES = 16 * 1024;

  /// The time between two pieces of a slow upload.
  private static final Duration PIECE_EVERY = Duration.ofMillis(50);

  private final byte[] first;
  private final byte[] body;
  private final int pieces;
  private final Duration pieceEvery;
  private final Expected expected;
  private final Duration patience;

  private Request(
      byte[] first,
      byte[] body,
      int pieces,
      Duration pieceEvery,
      Expected expected,
      Duration patience) {
    this.first = first;
    this.body = body;
    this.pieces = pieces;
    this.pieceEvery = pieceEvery;
    this.expected = expected;
    this.patience = patience;
  }

  /// What a complete answer holds.
  sealed interface Expected {
    record Anything() implements Expected {}

    /// So many events, each within `patience` of the one before.
    record Events(int count, Duration patience) implements Expected {}
  }

  static Request of(TrafficSpec spec, Flow.Requests flow) {
    Paths paths = spec.paths();
    Duration timeout = spec.timeout();
    return switch (flow) {
      case Flow.Get _ -> get(spec, paths.get(), "close", timeout);
      case Flow.KeepAliveGet _ -> get(spec, paths.get(), "keep-alive", timeout);
      case Flow.Post _ -> post(spec, "close");
      case Flow.KeepAlivePost _ -> post(spec, "keep-alive");
      case Flow.SlowGet slow ->
          get(
              spec,
              paths.slow() + "?ms=" + slow.answerAfter().toMillis(),
              "close",
              timeout.plus(slow.answerAfter()));
      case Flow.SlowUpload upload -> upload(spec, upload);
      case Flow.Events events -> events(spec, events);
    };
  }

  private static Request get(TrafficSpec spec, String path, String connection, Duration patience) {
    return atOnce(head(spec, "GET", path, connection, ""), new Expected.Anything(), patience);
  }

  private static Request post(TrafficSpec spec, String connection) {
    String head =
        head(spec, "POST", spec.paths().post(), connection, contentOf(SMALL_BODY.length()));
    return atOnce(head + SMALL_BODY, new Expected.Anything(), spec.timeout());
  }

  private static Request upload(TrafficSpec spec, Flow.SlowUpload upload) {
    String head = head(spec, "POST", spec.paths().upload(), "close", contentOf(UPLOAD_BYTES));
    byte[] body = new byte[UPLOAD_BYTES];
    Arrays.fill(body, (byte) 'u');
    int pieces = Math.clamp(upload.over().toMillis() / PIECE_EVERY.toMillis(), 1, UPLOAD_BYTES);
    Duration patience = spec.timeout().plus(upload.over());
    return new Request(
        bytes(head),
        body,
        pieces,
        upload.over().dividedBy(pieces),
        new Expected.Anything(),
        patience);
  }

  private static Request events(TrafficSpec spec, Flow.Events events) {
    String path = spec.paths().events() + "?count=" + events.count();
    String head = head(spec, "GET", path, "close", "Accept: text/event-stream\r\n");
    return atOnce(head, new Expected.Events(events.count(), spec.timeout()), spec.timeout());
  }

  private static Request atOnce(String text, Expected expected, Duration patience) {
    return new Request(bytes(text), new byte[0], 0, Duration.ZERO, expected, patience);
  }

  private static String contentOf(int length) {
    return "Content-Type: application/octet-stream\r\nContent-Length: " + length + "\r\n";
  }

  /// The head of a request, to its empty line; `more` is whole header lines.
  static String head(TrafficSpec spec, String method, String path, String connection, String more) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: "
        + spec.host()
        + "\r\nUser-Agent: ballast-traffic\r\nConnection: "
        + connection
        + "\r\n"
        + more
        + "\r\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// What is sent at once.
  byte[] first() {
    return first;
  }

  /// In how many pieces the rest goes out, 0 when there is no rest.
  int pieces() {
    return pieces;
  }

  /// The piece of that number, from 0; all of them differ in length by at most one byte.
  byte[] piece(int number) {
    return Arrays.copyOfRange(body, start(number), start(number + 1));
  }

  private int start(int piece) {
    return (int) ((long) body.length * piece / pieces);
  }

  Expected expected() {
    return expected;
  }

  /// How long the whole exchange may take; for events: until the first one.
  Duration patience() {
    return patience;
  }

  /// The time from one piece to the next.
  Duration pieceEvery() {
    return pieceEvery;
  }
}
