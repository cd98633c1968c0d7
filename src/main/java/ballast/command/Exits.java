package ballast.command;

import ballast.cli.Exit;
import ballast.event.Receipt;

/// How a rollout's outcome ends the command.
final class Exits {
  private Exits() {}

  static Exit of(Receipt.Outcome outcome) {
    return switch (outcome) {
      case DONE, NOTHING_TO_DO -> Exit.DONE;
      case NOT_BEGUN, WENT_BACK -> Exit.WENT_BACK;
      case MIXED -> Exit.MIXED;
      case STOPPED -> Exit.STOPPED;
      case LOCK_LOST -> Exit.LOCKED;
    };
  }
}
