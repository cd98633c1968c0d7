package ballast.haproxy;

import java.io.IOException;
import java.time.Duration;

/// Carries one line, or a line with its payload, to a HAProxy socket and brings back everything it
/// answers.
///
/// One connection an ask: a kept connection stays glued to the old worker after a reload.
@FunctionalInterface
public interface RuntimeTransport {
  /// Bytes of an answer that are read before it is given up: a hundred thousand lines of `show
  /// sess` and more.
  int LONGEST_ANSWER = 64 * 1024 * 1024;

  /// Characters of a line: HAProxy reads a command into one buffer (`tune.bufsize`, 16 KiB by
  /// default).
  int LONGEST_LINE = 8 * 1024;

  /// Characters of a line with its payload: 2.6 takes 16,383 and forgets what is longer, answering
  /// nothing.
  int LONGEST_PAYLOAD = 15 * 1024;

  /// Whether this is one line, or one that ends in `<<` and its payload below it: lines none of
  /// which is blank, since a blank one ends it.
  static boolean wellFormed(String request) {
    int newline = request.indexOf('\n');
    if (newline < 0) {
      return !request.isEmpty() && request.length() <= LONGEST_LINE;
    }
    return request.startsWith(" <<", newline - 3)
        && request.length() <= LONGEST_PAYLOAD
        && request.length() > newline + 1
        && request.endsWith("\n")
        && request.lines().noneMatch(String::isBlank);
  }

  /// The whole answer, up to the end of the connection, which may be empty.
  ///
  /// @param line without its newline, or with its payload and the newline of that; see
  ///   [RuntimeCommand#request()] and [Batch#line()]
  /// @param patience for the whole exchange
  /// @throws NoAnswerInTime when the end was not reached in time: never a partial or empty success
  /// @throws ReplyTooLarge past [#LONGEST_ANSWER]
  String ask(String line, Duration patience) throws IOException, InterruptedException;
}
