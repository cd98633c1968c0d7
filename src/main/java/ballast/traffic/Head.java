package ballast.traffic;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// The status line of an answer and those of its headers that matter here. Parsed from bytes,
/// without regular expressions: it is done for every answer.
record Head(
    int status,
    String statusLine,
    Framing framing,
    Reuse reuse,
    Optional<String> slot,
    Optional<String> version,
    Optional<String> webSocketAccept) {

  /// How the end of a body is told.
  sealed interface Framing {
    record Length(long bytes) implements Framing {}

    record Chunked() implements Framing {}

    record UntilClose() implements Framing {}
  }

  /// Whether the connection may carry another request.
  enum Reuse {
    KEEP,
    CLOSE
  }

  private static final byte[] START = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
  private static final int SHORTEST_STATUS_LINE = "HTTP/1.1 200".length();
  private static final int MAX_LENGTH_DIGITS = 15;

  /// Fails as soon as the first bytes cannot become an answer any more, so that noise is not
  /// mistaken for silence.
  static void checkStart(ByteBuffer received) throws GarbledException {
    int known = Math.min(START.length, received.remaining());
    for (int i = 0; i < known; i++) {
      if (received.get(received.position() + i) != START[i]) {
        throw new GarbledException("not an HTTP/1 answer: '" + printable(received) + "'");
      }
    }
  }

  /// The index just after the empty line that ends the head, or -1 when it has not come yet.
  static int end(ByteBuffer received) {
    for (int i = received.position(); i < received.limit() - 1; i++) {
      if (received.get(i) != '\n') {
        continue;
      }
      if (received.get(i + 1) == '\n') {
        return i + 2;
      }
      if (received.get(i + 1) == '\r' && i + 2 < received.limit() && received.get(i + 2) == '\n') {
        return i + 3;
      }
    }
    return -1;
  }

  /// Parses the head between the buffer's position and `end`, and moves the position there.
  static Head take(ByteBuffer received, int end) throws GarbledException {
    String statusLine = line(received);
    int status = status(statusLine);
    Optional<Framing> framing = Optional.empty();
    Reuse reuse = statusLine.startsWith("HTTP/1.0") ? Reuse.CLOSE : Reuse.KEEP;
    Optional<String> slot = Optional.empty();
    Optional<String> version = Optional.empty();
    Optional<String> accept = Optional.empty();
    while (received.position() < end) {
      String line = line(received);
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new GarbledException("not a header: '" + line + "'");
      }
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" ->
            framing = Optional.of(agreed(framing, new Framing.Length(length(value))));
        case "transfer-encoding" -> framing = Optional.of(agreed(framing, chunked(value)));
        case "connection" ->
            reuse = value.toLowerCase(Locale.ROOT).contains("close") ? Reuse.CLOSE : reuse;
        case "x-slot" -> slot = Optional.of(Verdict.bounded(value));
        case "x-version" -> version = Optional.of(Verdict.bounded(value));
        case "sec-websocket-accept" -> accept = Optional.of(value);
        default -> {} // an open set: headers that decide nothing here
      }
    }
    Framing body =
        status == 204 || status == 304
            ? new Framing.Length(0)
            : framing.orElse(new Framing.UntilClose());
    return new Head(status, Verdict.bounded(statusLine), body, reuse, slot, version, accept);
  }

  private static String line(ByteBuffer received) {
    int start = received.position();
    int newline = start;
    while (received.get(newline) != '\n') {
      newline++;
    }
    received.position(newline + 1);
    int end = newline > start && received.get(newline - 1) == '\r' ? newline - 1 : newline;
    return new String(
        received.array(), received.arrayOffset() + start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static int status(String line) throws GarbledException {
    int status = 0;
    for (int i = SHORTEST_STATUS_LINE - 3; i < SHORTEST_STATUS_LINE && i < line.length(); i++) {
      status = status * 10 + Character.digit(line.charAt(i), 10);
    }
    boolean shaped =
        line.length() >= SHORTEST_STATUS_LINE
            && line.startsWith("HTTP/1.")
            && line.charAt(8) == ' '
            && (line.length() == SHORTEST_STATUS_LINE || line.charAt(SHORTEST_STATUS_LINE) == ' ');
    if (!shaped || status < 100 || status > 599) {
      throw new GarbledException("not a status line: '" + line + "'");
    }
    return status;
  }

  /// Two different ends of one body are how answers get confused with one another; no server we
  /// know sends them.
  private static Framing agreed(Optional<Framing> earlier, Framing framing)
      throws GarbledException {
    if (earlier.isPresent() && !earlier.get().equals(framing)) {
      throw new GarbledException("two lengths of one body");
    }
    return framing;
  }

  private static long length(String value) throws GarbledException {
    boolean digits = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || value.length() > MAX_LENGTH_DIGITS) {
      throw new GarbledException("not a Content-Length: '" + value + "'");
    }
    return Long.parseLong(value);
  }

  private static Framing chunked(String value) throws GarbledException {
    if (!value.equalsIgnoreCase("chunked")) {
      throw new GarbledException("unknown Transfer-Encoding '" + value + "'");
    }
    return new Framing.Chunked();
  }

  private static String printable(ByteBuffer received) {
    int length = Math.min(received.remaining(), 40);
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      char c = (char) (received.get(received.position() + i) & 0xff);
      text.append(c >= ' ' && c <= '~' ? c : '.');
    }
    return text.toString();
  }
}
