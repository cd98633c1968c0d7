package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.rollout.Signal;
import java.util.Locale;

/// Asks a person before something is done. `--yes` answers in advance; where nobody can be asked
/// and nobody has answered, nothing is done.
record Question(Terminal terminal, Command.Consent consent, Signal signal) {
  /// Goes on at `y` or `yes`.
  ///
  /// @throws Failure at any other answer
  void yes(String question) throws Failure, InterruptedException {
    if (asks(question)) {
      terminal.err().print(question + " [y/N] ");
      String answer = terminal.answer(signal).toLowerCase(Locale.ROOT);
      if (!answer.equals("y") && !answer.equals("yes")) {
        throw new Failure(Exit.STOPPED, "not done; nothing was touched");
      }
    }
  }

  /// Goes on when these words are typed.
  ///
  /// @throws Failure at any other answer
  void typed(String question, String words) throws Failure, InterruptedException {
    if (asks(question)) {
      terminal.err().print("%s%nType \"%s\" to go on: ".formatted(question, words));
      if (!terminal.answer(signal).equals(words)) {
        throw new Failure(Exit.STOPPED, "not confirmed; nothing was touched");
      }
    }
  }

  private boolean asks(String question) throws Failure {
    return switch (consent) {
      case GIVEN -> false;
      case ASK -> {
        if (terminal.kind() == Terminal.Kind.PIPE) {
          throw new Failure(
              Exit.USAGE,
              "%s%nNobody can be asked here; nothing was touched%n  next: the same command with --yes"
                  .formatted(question));
        }
        yield true;
      }
    };
  }
}
