package ballast.traffic;

import ballast.traffic.Head.Framing;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads the body of an answer to its end, and hands it on in the pieces it comes in.
final class Body {
  /// Letters at most in a chunk-size line or trailer line.
  private static final int MAX_LINE = 4_096;

  /// Hex digits at most of a chunk's size.
  private static final int MAX_SIZE_DIGITS = 8;

  private final Connection connection;
  private final Sink sink;

  private Body(Connection connection, Sink sink) {
    this.connection = connection;
    this.sink = sink;
  }

  /// Takes the bytes from position to limit, and must leave both as they are.
  interface Sink {
    void accept(ByteBuffer bytes);
  }

  /// Returns when the body has come whole.
  ///
  /// @throws EOFException when it was cut
  static void read(Connection connection, Framing framing, Sink sink) throws IOException {
    var body = new Body(connection, sink);
    switch (framing) {
      case Framing.Length(long bytes) -> body.readExactly(bytes);
      case Framing.Chunked() -> body.readChunks();
      case Framing.UntilClose() -> body.readUntilClose();
    }
  }

  private void readExactly(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      ByteBuffer received = connection.readSome();
      int limit = received.limit();
      int end = (int) Math.min(limit, received.position() + left);
      left -= end - received.position();
      sink.accept(received.limit(end));
      received.limit(limit).position(end);
    }
  }

  private void readChunks() throws IOException {
    long size = readSize();
    while (size > 0) {
      readExactly(size);
      if (readLine() > 0) {
        throw new GarbledException("a chunk longer than its size");
      }
      size = readSize();
    }
    int trailer = readLine();
    while (trailer > 0) {
      trailer = readLine();
    }
  }

  private long readSize() throws IOException {
    long size = 0;
    int digits = 0;
    int next = connection.readByte();
    while (Character.digit(next, 16) >= 0) {
      size = size * 16 + Character.digit(next, 16);
      digits++;
      next = connection.readByte();
    }
    if (digits == 0 || digits > MAX_SIZE_DIGITS || (next != '\r' && next != '\n' && next != ';')) {
      throw new GarbledException("not the size of a chunk");
    }
    if (next != '\n') {
      readLine();
    }
    return size;
  }

  /// Skips to the end of the line, and tells how many letters it had.
  private int readLine() throws IOException {
    int letters = 0;
    int next = connection.readByte();
    while (next != '\n') {
      letters += next == '\r' ? 0 : 1;
      if (letters > MAX_LINE) {
        throw new GarbledException(
            "a line of more than %,d bytes in a chunked body".formatted(MAX_LINE));
      }
      next = connection.readByte();
    }
    return letters;
  }

  private void readUntilClose() throws IOException {
    try {
      while (true) {
        ByteBuffer received = connection.readSome();
        sink.accept(received);
        received.position(received.limit());
      }
    } catch (EOFException _) {
      // This is how such a body ends.
    }
  }
}
