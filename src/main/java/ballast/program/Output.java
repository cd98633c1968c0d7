package ballast.program;

import java.nio.charset.StandardCharsets;

/// What a program said. It may be secret: no text of this shows it.
public final class Output {
  private final byte[] bytes;

  Output(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
