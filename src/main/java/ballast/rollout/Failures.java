package ballast.rollout;

import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.Slot;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What has failed in a rollout, and whether that is more than is tolerated.
final class Failures {
  private final int tolerated;
  private final Set<Slot> failed = new HashSet<>();
  private final Set<Slot> abandoned = new HashSet<>();
  private Optional<Problem> first = Optional.empty();
  private Weight weight = Weight.BEARABLE;

  enum Weight {
    /// Nothing, or no more than is tolerated.
    BEARABLE,
    TOO_MUCH
  }

  /// @param slots how many may be touched: the whole that `tolerate` is a part of
  Failures(Policy.Failing failing, int slots) {
    this.tolerated = failing.tolerated(slots);
  }

  /// A slot did not come to serve the release.
  void add(Slot slot, Problem why) {
    failed.add(slot);
    note(why);
    if (failed.size() > tolerated) {
      weight = Weight.TOO_MUCH;
    }
  }

  /// Nor could it be brought back to what it served before.
  void abandon(Slot slot, Problem why) {
    abandoned.add(slot);
    add(slot, why);
  }

  /// Nothing can be begun any more, and these slots are not as they should be either.
  void add(Set<Slot> slots, Problem why) {
    note(why);
    var all = new HashSet<>(failed);
    all.addAll(slots);
    if (all.size() > tolerated) {
      weight = Weight.TOO_MUCH;
    }
  }

  /// It does not get on, whatever is tolerated.
  void stalled(Problem why) {
    note(why);
    weight = Weight.TOO_MUCH;
  }

  private void note(Problem why) {
    first = first.or(() -> Optional.of(why));
  }

  /// A person wants it tried again.
  void forgive() {
    failed.retainAll(abandoned);
    first = abandoned.isEmpty() ? Optional.empty() : first;
    weight = Weight.BEARABLE;
  }

  boolean tooMuch() {
    return weight == Weight.TOO_MUCH;
  }

  /// Not tried again in this rollout, but brought back.
  Set<Slot> failed() {
    return Set.copyOf(failed);
  }

  /// Not touched again at all.
  Set<Slot> abandoned() {
    return Set.copyOf(abandoned);
  }

  Optional<Problem> first() {
    return first;
  }

  /// `2 slots failed, and 1 is tolerated`
  String sum() {
    return "%d slot%s failed, and %s tolerated"
        .formatted(
            failed.size(),
            failed.size() == 1 ? "" : "s",
            tolerated == 0 ? "none is" : tolerated == 1 ? "1 is" : tolerated + " are");
  }
}
