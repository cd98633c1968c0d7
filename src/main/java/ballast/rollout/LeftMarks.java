package ballast.rollout;

import ballast.model.Observed;
import ballast.model.Slot;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Slots that serve under a mark, though no lane of this rollout has them out: one that died, or
/// that lost its lock, has left it there, or a lane of its own that had given the slot its requests
/// and could not take the mark away. This rollout has the lock, so whoever takes one of them out is
/// someone else. Safe to write to from every lane.
final class LeftMarks {
  private final Set<Slot> found = ConcurrentHashMap.newKeySet();

  /// @param inFlight slots whose lanes run: their marks may be this rollout's own
  void look(Observed observed, Set<Slot> inFlight) {
    observed
        .slots()
        .filter(view -> !inFlight.contains(view.slot()))
        .forEach(view -> {
          if (!view.inHand()) {
            found.remove(view.slot());
          } else if (view.serving()) {
            found.add(view.slot());
          }
        });
  }

  /// From now on it may be this rollout that has the slot out.
  void takes(Slot slot) {
    found.remove(slot);
  }

  /// A lane has given the slot its requests: until one takes it out again, nobody of this rollout
  /// has.
  void gives(Slot slot) {
    found.add(slot);
  }

  /// No lane runs for any of them.
  ///
  /// @param inFlight slots whose lanes run
  Set<Slot> found(Set<Slot> inFlight) {
    var left = new HashSet<>(found);
    left.removeAll(inFlight);
    return Set.copyOf(left);
  }
}
