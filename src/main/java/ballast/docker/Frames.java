package ballast.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Docker's way to send two streams over one: each piece has a head of 8 bytes, the first the
/// stream (1 stdout, 2 stderr), the last four the length.
final class Frames {
  static final int HEAD = 8;
  private static final int STDERR = 2;

  private Frames() {}

  /// What a command wrote.
  record Output(String stdout, String stderr) {}

  /// @throws IOException when the last piece is cut off
  static Output whole(byte[] bytes) throws IOException {
    var stdout = new ByteArrayOutputStream();
    var stderr = new ByteArrayOutputStream();
    var left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      if (left.remaining() < HEAD) {
        throw new IOException("its answer breaks off");
      }
      int stream = stream(left);
      int length = length(left);
      if (length < 0 || length > left.remaining()) {
        throw new IOException("its answer breaks off");
      }
      (stream == STDERR ? stderr : stdout).write(bytes, left.position(), length);
      left.position(left.position() + length);
    }
    return new Output(
        stdout.toString(StandardCharsets.UTF_8), stderr.toString(StandardCharsets.UTF_8));
  }

  /// The lines of a log, both streams as they came; a piece that is cut off counts as far as it
  /// goes.
  static List<String> log(byte[] bytes, Inspected.Terminal terminal) {
    return switch (terminal) {
      case YES -> lines(bytes);
      case NO -> {
        var text = new ByteArrayOutputStream();
        var left = ByteBuffer.wrap(bytes);
        while (left.remaining() >= HEAD) {
          stream(left);
          int announced = length(left);
          int length = announced < 0 ? left.remaining() : Math.min(announced, left.remaining());
          text.write(bytes, left.position(), length);
          left.position(left.position() + length);
        }
        yield lines(text.toByteArray());
      }
    };
  }

  private static int stream(ByteBuffer head) {
    int stream = head.get();
    head.position(head.position() + 3);
    return stream;
  }

  private static int length(ByteBuffer head) {
    return head.getInt();
  }

  private static List<String> lines(byte[] text) {
    return new String(text, StandardCharsets.UTF_8).lines().map(Words::plain).toList();
  }
}
