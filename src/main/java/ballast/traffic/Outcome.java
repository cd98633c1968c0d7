package ballast.traffic;

import java.util.Optional;

/// What became of one request.
sealed interface Outcome {
  /// A complete answer below status 400.
  record Answered(Optional<String> version) implements Outcome {}

  /// No such answer.
  record Lost(LossKind kind, String detail, Optional<String> slot, Optional<String> version)
      implements Outcome {}

  /// Lost by an answer of status 400 or above.
  static Lost refusedBy(Head answer) {
    LossKind kind = answer.status() < 500 ? LossKind.STATUS_4XX : LossKind.STATUS_5XX;
    return new Lost(kind, answer.statusLine(), answer.slot(), answer.version());
  }
}
