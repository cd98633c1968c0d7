package ballast.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What an engine answered, read no further than a named limit.
///
/// @param apiVersion the newest API that the engine speaks, where it says so
record Answer(int status, Optional<String> apiVersion, InputStream body) {
  /// Bytes of JSON that one answer may have: some 10,000 containers.
  private static final int MOST_JSON = 32 << 20;

  /// Bytes of one line of a stream of JSON lines.
  private static final int LONGEST_LINE = 1 << 20;

  /// Told each line of a stream.
  interface LineReader {
    void line(String line) throws IOException, DockerCall.Refusal;
  }

  /// Makes sure that this is the answer of a change that says all it says by its status.
  ///
  /// @throws IOException when the status is another
  void mustBe(int... statuses) throws IOException {
    if (Arrays.stream(statuses).noneMatch(one -> one == status)) {
      throw new IOException("it answered with status " + status);
    }
  }

  Json json() throws IOException {
    byte[] bytes = upTo(MOST_JSON);
    if (bytes.length == MOST_JSON) {
      throw new IOException("its answer is longer than %d MiB".formatted(MOST_JSON >> 20));
    }
    return Json.parse(new String(bytes, StandardCharsets.UTF_8));
  }

  /// What it said, or the first `limit` bytes of that.
  byte[] upTo(int limit) throws IOException {
    return body.readNBytes(limit);
  }

  /// Hands on each line that is not blank, as it comes.
  void lines(LineReader reader) throws IOException, DockerCall.Refusal {
    var line = new ByteArrayOutputStream();
    for (int next = body.read(); next >= 0; next = body.read()) {
      if (next == '\n') {
        hand(line, reader);
      } else if (line.size() == LONGEST_LINE) {
        throw new IOException("a line of its answer is longer than 1 MiB");
      } else {
        line.write(next);
      }
    }
    hand(line, reader);
  }

  private static void hand(ByteArrayOutputStream line, LineReader reader)
      throws IOException, DockerCall.Refusal {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (!text.isBlank()) {
      reader.line(text);
    }
  }
}
