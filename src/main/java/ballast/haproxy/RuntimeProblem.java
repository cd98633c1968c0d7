package ballast.haproxy;

import java.io.IOException;
import java.util.regex.Pattern;

/// Why HAProxy did not do or tell what it was asked, told apart as far as that changes what to do
/// next.
public sealed interface RuntimeProblem {
  /// What went wrong, for a person.
  String what();

  /// Why, in HAProxy's or the system's own words.
  String why();

  /// What to do next.
  String next();

  /// The socket is of a lower level than the command needs.
  record NotPermitted(String command, String why) implements RuntimeProblem {
    @Override
    public String what() {
      return "HAProxy does not let this socket run '" + command + "'";
    }

    @Override
    public String next() {
      return "give the socket 'level admin' in HAProxy's global section, and reload HAProxy";
    }
  }

  record NoSuchBackend(String command, String why) implements RuntimeProblem {
    @Override
    public String what() {
      return "HAProxy does not know the backend of '" + command + "'";
    }

    @Override
    public String next() {
      return "compare the name with what 'show backend' tells on this HAProxy";
    }
  }

  record NoSuchServer(String command, String why) implements RuntimeProblem {
    @Override
    public String what() {
      return "HAProxy does not know the server of '" + command + "'";
    }

    @Override
    public String next() {
      return "compare the name with what 'show servers state' tells on this HAProxy";
    }
  }

  /// The worker has ended, so nothing is in flight there any more.
  record NoSuchWorker(String command, String why) implements RuntimeProblem {
    @Override
    public String what() {
      return "the worker of '" + command + "' has ended";
    }

    @Override
    public String next() {
      return "ask 'show proc' again";
    }
  }

  /// This version does not have the command, or the program is not HAProxy.
  record UnknownCommand(String command, String why) implements RuntimeProblem {
    @Override
    public String what() {
      return "this HAProxy does not know '" + command + "'";
    }

    @Override
    public String next() {
      return "check that the socket is HAProxy's own (not its master's) and its version 2.6 or later";
    }
  }

  /// Any other objection.
  record Refused(String command, String why) implements RuntimeProblem {
    @Override
    public String what() {
      return "HAProxy refused '" + command + "'";
    }

    @Override
    public String next() {
      return "mend what HAProxy objects to, then run again: the servers' state was read back as it is";
    }
  }

  /// Whether the command was carried out is not known.
  record NoAnswer(String command, String why) implements RuntimeProblem {
    @Override
    public String what() {
      return "HAProxy did not answer '" + command + "' in time";
    }

    @Override
    public String next() {
      return "read the servers' state back before doing anything else; see whether HAProxy is overloaded or stopped";
    }
  }

  record Unreachable(String command, String why) implements RuntimeProblem {
    @Override
    public String what() {
      return "HAProxy could not be asked '" + command + "'";
    }

    @Override
    public String next() {
      return "see that HAProxy runs, that the socket exists, and that this user may open it";
    }
  }

  record Unreadable(String command, String why) implements RuntimeProblem {
    @Override
    public String what() {
      return "the answer to '" + command + "' makes no sense";
    }

    @Override
    public String next() {
      return "check that the socket is HAProxy's own, and report the answer with HAProxy's version";
    }
  }

  /// From what HAProxy answered instead of what was asked for.
  static RuntimeProblem refusal(String command, String answer) {
    String why = Words.WITHOUT_LEVEL.matcher(answer.strip()).replaceAll("");
    if (why.contains("Permission denied")) {
      return new NotPermitted(command, why);
    }
    if (why.contains("No such server.")) {
      return new NoSuchServer(command, why);
    }
    if (why.contains("No such backend.")
        || why.contains("Can't find backend.")
        || why.contains("No such proxy.")) {
      return new NoSuchBackend(command, why);
    }
    if (why.contains("Can't find the target")) {
      return new NoSuchWorker(command, why);
    }
    if (why.startsWith("Unknown command")) {
      return new UnknownCommand(command, why);
    }
    return new Refused(command, why);
  }

  /// From what a [RuntimeTransport] or a parser threw.
  static RuntimeProblem failure(String command, IOException failure) {
    String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return switch (failure) {
      case NoAnswerInTime _ -> new NoAnswer(command, why);
      case UnreadableReply _, ReplyTooLarge _ -> new Unreadable(command, why);
      case IOException _ -> new Unreachable(command, why);
    };
  }

  /// Keeps a pattern out of the interface's public constants.
  final class Words {
    private static final Pattern WITHOUT_LEVEL = Pattern.compile("(?m)^\\[[0-9]]: ");

    private Words() {}
  }
}
