package ballast.haproxy;

import java.io.IOException;
import java.time.Duration;

/// Carries one line to a HAProxy socket and brings back everything it answers.
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

  /// The whole answer, up to the end of the connection, which may be empty.
  ///
  /// @param line without its newline; see [RuntimeCommand#request()] and [Batch#line()]
  /// @param patience for the whole exchange
  /// @throws NoAnswerInTime when the end was not reached in time: never a partial or empty success
  /// @throws ReplyTooLarge past [#LONGEST_ANSWER]
  String ask(String line, Duration patience) throws IOException, InterruptedException;
}
