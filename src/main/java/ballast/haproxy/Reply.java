package ballast.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds in an answer what was asked for.
///
/// Blank lines cannot be trusted to end a message: up to 2.8 some errors lack them. A reading does
/// begin with a line of its own and does end with a blank one, on every version recorded, so that
/// is how readings are found; whatever else is in the answer is HAProxy objecting.
public final class Reply {
  private Reply() {}

  /// Judges the answer to changes: empty on success, HAProxy's words otherwise.
  ///
  /// @return the objection, none when the change was accepted
  /// @throws UnreadableReply when nothing at all came back: success is at least one blank line
  public static Optional<RuntimeProblem> accepted(RuntimeCommand command, String reply)
      throws UnreadableReply {
    if (reply.isEmpty()) {
      throw new UnreadableReply("nothing was answered to '" + command.line() + "'");
    }
    return reply.isBlank()
        ? Optional.empty()
        : Optional.of(RuntimeProblem.refusal(command.line(), reply));
  }

  /// The readings found, in the order in which they were looked for, and the text around them.
  ///
  /// @param remarks non-blank text outside of the readings: refusals
  record Sections(List<Optional<String>> found, String remarks) {}

  /// Turns the text of one reading into its value.
  @FunctionalInterface
  interface Parser<T> {
    T parse(String section) throws UnreadableReply;
  }

  static <T> T only(RuntimeCommand.Read read, String reply, Parser<T> parser)
      throws UnreadableReply {
    Sections sections = sections(List.of(read), reply);
    if (!sections.remarks().isEmpty()) {
      throw UnreadableReply.expected("the answer of '" + read.line() + "'", sections.remarks());
    }
    return parser.parse(section(read, sections.found().getFirst()));
  }

  static String section(RuntimeCommand.Read read, Optional<String> found) throws UnreadableReply {
    return found.orElseThrow(
        () -> new UnreadableReply("the answer of '" + read.line() + "' is missing"));
  }

  static Sections sections(List<? extends RuntimeCommand.Read> reads, String reply)
      throws UnreadableReply {
    var cursor = new Cursor(reply);
    var found = new ArrayList<Optional<String>>();
    for (RuntimeCommand.Read read : reads) {
      found.add(cursor.find(read));
    }
    cursor.remarkTheRest();
    return new Sections(List.copyOf(found), cursor.remarks.toString().strip());
  }

  /// The line by which a reading is known, or its beginning.
  private static String beginning(RuntimeCommand.Read read) {
    return switch (read) {
      case RuntimeCommand.ShowInfo _ -> RunningProcess.FIRST_LINE;
      case RuntimeCommand.ShowStat _ -> Stat.FIRST_LINE;
      case RuntimeCommand.ShowServersState _ -> ServerState.FIRST_LINES;
      case RuntimeCommand.ShowServersConn _ -> ServerConn.FIRST_LINE;
      case RuntimeCommand.ShowSessions _,
          RuntimeCommand.ShowVariable _,
          RuntimeCommand.ShowLevel _,
          RuntimeCommand.ShowCertificates _,
          RuntimeCommand.ShowCertificate _ ->
          throw new IllegalArgumentException(
              "'" + read.line() + "' has no first line to know it by: ask it alone");
    };
  }

  private static final class Cursor {
    private final String reply;
    private final StringBuilder remarks = new StringBuilder();
    private int at;

    Cursor(String reply) {
      this.reply = reply;
    }

    /// Leaves the cursor where it was when the reading is not there, so that the next one is still
    /// found.
    Optional<String> find(RuntimeCommand.Read read) throws UnreadableReply {
      String beginning = beginning(read);
      int start = at;
      while (!reply.startsWith(beginning, start)) {
        int newline = reply.indexOf('\n', start);
        if (newline < 0) {
          return Optional.empty();
        }
        start = newline + 1;
      }
      remark(reply.substring(at, start));
      int end = blankLineAfter(start, read);
      at = end + 1;
      return Optional.of(reply.substring(start, end));
    }

    /// A quoted cell of `show stat` may hold newlines, so a blank line counts outside of quotes
    /// only.
    private int blankLineAfter(int start, RuntimeCommand.Read read) throws UnreadableReply {
      boolean quotes = read instanceof RuntimeCommand.ShowStat;
      boolean quoted = false;
      for (int i = start; i + 1 < reply.length(); i++) {
        char c = reply.charAt(i);
        if (c == '"' && quotes) {
          quoted = !quoted;
        }
        if (c == '\n' && reply.charAt(i + 1) == '\n' && !quoted) {
          return i + 1;
        }
      }
      throw new UnreadableReply("the answer of '" + read.line() + "' was cut short");
    }

    void remarkTheRest() {
      remark(reply.substring(Math.min(at, reply.length())));
      at = reply.length();
    }

    private void remark(String text) {
      if (!text.isBlank()) {
        remarks.append(text.strip()).append('\n');
      }
    }
  }
}
