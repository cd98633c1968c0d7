package ballast.notify;

import ballast.event.Receipt;
import ballast.model.Problem;
import java.time.Instant;
import java.util.Optional;

/// What others are told of a rollout.
sealed interface News {
  Instant at();

  /// @param slots that need the release
  record Started(Instant at, int slots) implements News {}

  /// @param why what failed; empty where a person asked for it
  record Paused(Instant at, String why) implements News {}

  record Resumed(Instant at) implements News {}

  /// Something failed, and everything goes back.
  record GoingBack(Instant at, String why) implements News {}

  record Finished(Instant at, Receipt receipt) implements News {
    Optional<Problem> problem() {
      return receipt.problem();
    }
  }
}
