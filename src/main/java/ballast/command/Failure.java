package ballast.command;

import ballast.cli.Exit;

/// Ends a command early: everything that a person must know is in the message.
final class Failure extends Exception {
  private static final long serialVersionUID = 1;
  private final Exit exit;

  Failure(Exit exit, String message) {
    super(message);
    this.exit = exit;
  }

  Exit exit() {
    return exit;
  }
}
