package ballast.haproxy;

import java.util.Optional;
import java.util.OptionalLong;

/// Reads numbers the way an untrusted text must be read: what is not a number is an error, never 0.
final class Numbers {
  private Numbers() {}

  static long parse(String what, String text) throws UnreadableReply {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw UnreadableReply.expected("a number for " + what, text);
    }
  }

  static OptionalLong primitive(Optional<Long> boxed) {
    return boxed.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }
}
