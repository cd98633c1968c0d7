package ballast.haproxy;

import java.io.IOException;

/// An answer that is not what the asked command answers: cut short, garbled, or of a program that
/// is not HAProxy. It tells nothing about the servers, least of all that they are idle.
public final class UnreadableReply extends IOException {
  private static final long serialVersionUID = 1L;

  /// Characters of a foreign text that a message quotes.
  private static final int QUOTED = 120;

  UnreadableReply(String message) {
    super(message);
  }

  UnreadableReply(String message, Throwable cause) {
    super(message, cause);
  }

  /// What was expected, and the beginning of what came, with control characters made visible.
  static UnreadableReply expected(String what, String came) {
    String start = came.length() <= QUOTED ? came : came.substring(0, QUOTED) + "…";
    return new UnreadableReply(
        "expected " + what + ", came '" + start.replaceAll("\\p{Cntrl}", "·") + "'");
  }
}
