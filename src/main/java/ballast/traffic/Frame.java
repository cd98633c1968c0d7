package ballast.traffic;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A websocket frame (RFC 6455) of those kinds that an echo needs; whole messages only.
sealed interface Frame {
  int TEXT = 0x1;
  int BINARY = 0x2;
  int CLOSE = 0x8;
  int PING = 0x9;
  int PONG = 0xA;
  int NORMAL_CLOSURE = 1_000;

  /// The longest payload sent here: it fits the short form of the length.
  int MAX_SENT_PAYLOAD = 125;

  record Message(String text) implements Frame {}

  /// @param payload the code and reason, to be sent back as they came
  record Close(String payload) implements Frame {}

  record Ping(String payload) implements Frame {}

  record Pong() implements Frame {}

  /// The next frame, or nothing when it has not come whole. Payloads are kept letter for byte.
  static Optional<Frame> take(ByteBuffer received) throws GarbledException {
    int start = received.position();
    if (received.remaining() < 2) {
      return Optional.empty();
    }
    int first = received.get(start) & 0xff;
    int second = received.get(start + 1) & 0xff;
    if ((first & 0xf0) != 0x80) {
      throw new GarbledException("a fragmented or extended websocket frame");
    }
    if ((second & 0x80) != 0) {
      throw new GarbledException("a masked websocket frame from a server");
    }
    int head = second == 127 ? 10 : second == 126 ? 4 : 2;
    if (received.remaining() < head) {
      return Optional.empty();
    }
    long length =
        second == 127
            ? received.getLong(start + 2)
            : second == 126 ? received.getChar(start + 2) : second;
    if (length < 0 || length > Dialer.BUFFER_BYTES - head) {
      throw new GarbledException(
          "a websocket frame of " + Long.toUnsignedString(length) + " bytes");
    }
    if (received.remaining() < head + length) {
      return Optional.empty();
    }
    received.position(start + head);
    byte[] payload = new byte[(int) length];
    received.get(payload);
    return Optional.of(of(first & 0x0f, new String(payload, StandardCharsets.ISO_8859_1)));
  }

  private static Frame of(int opcode, String payload) throws GarbledException {
    return switch (opcode) {
      case TEXT, BINARY -> new Message(payload);
      case CLOSE -> new Close(payload);
      case PING -> new Ping(payload);
      case PONG -> new Pong();
      // Four bits are an open set.
      default -> throw new GarbledException("a websocket frame of kind " + opcode);
    };
  }

  /// A masked frame, as a client must send it.
  static byte[] masked(int opcode, String payload, int mask) {
    byte[] letters = payload.getBytes(StandardCharsets.ISO_8859_1);
    if (letters.length > MAX_SENT_PAYLOAD) {
      throw new IllegalArgumentException("a payload of more than " + MAX_SENT_PAYLOAD + " bytes");
    }
    ByteBuffer frame = ByteBuffer.allocate(2 + 4 + letters.length);
    frame.put((byte) (0x80 | opcode)).put((byte) (0x80 | letters.length)).putInt(mask);
    for (int i = 0; i < letters.length; i++) {
      frame.put((byte) (letters[i] ^ (mask >>> (24 - 8 * (i % 4)))));
    }
    return frame.array();
  }

  /// The payload of a close frame with that code and no reason.
  static String closing(int code) {
    return "" + (char) (code >> 8) + (char) (code & 0xff);
  }
}
