package ballast.rollout;

import ballast.model.Berth;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Desired.Target;
import ballast.plan.Lane;
import ballast.plan.Phase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the slots of one loop were before its lanes came to them: what they go back to.
final class Before {
  private final Set<Slot> touched = new HashSet<>();
  private final Map<Slot, ReleaseId> releases = new HashMap<>();
  private final Set<Slot> spares = new HashSet<>();

  /// Slots whose last lane found them spare: where it fails, they are to be spares again.
  private final Set<Slot> filledLast = new HashSet<>();

  /// A lane begins that brings a slot to what is wanted.
  void leaves(SlotView view, Lane lane) {
    Slot slot = lane.slot();
    boolean first = touched.add(slot);
    if (lane.fillsSpare()) {
      filledLast.add(slot);
    } else {
      filledLast.remove(slot);
    }
    if (lane.fillsSpare() && first) {
      spares.add(slot);
    }
    running(view, lane.release()).ifPresent(release -> releases.putIfAbsent(slot, release));
  }

  /// A lane begins that brings a slot back.
  void comesBack(Lane lane) {
    touched.add(lane.slot());
  }

  /// What a slot ran before it gets `release`; in an interrupted hand-over that is the container
  /// that it was taken from.
  private static Optional<ReleaseId> running(SlotView view, ReleaseId release) {
    return Phase.takenFrom(view)
        .filter(berth -> !berth.release().equals(release))
        .or(view::holder)
        .map(Berth::release);
  }

  /// What these slots are to go back to, each by itself.
  Target.Back of(Set<Slot> slots) {
    var back = new HashMap<>(releases);
    back.keySet().retainAll(slots);
    back.keySet().removeAll(filledLast);
    var empty = new HashSet<>(filledLast);
    empty.retainAll(slots);
    return new Target.Back(back, empty);
  }

  /// Every slot that a lane was started for.
  Set<Slot> touched() {
    return Set.copyOf(touched);
  }

  /// What those ran, where they ran anything. What was put into a spare is not what it was before,
  /// also where it ended and another lane had to bring it back.
  Map<Slot, ReleaseId> releases() {
    var earlier = new HashMap<>(releases);
    earlier.keySet().removeAll(spares);
    return Map.copyOf(earlier);
  }

  /// Those that were spares.
  Set<Slot> spares() {
    return Set.copyOf(spares);
  }
}
