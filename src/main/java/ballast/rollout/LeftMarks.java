package ballast.rollout;

import ballast.model.Observed;
import ballast.model.Slot;
import java.util.HashSet;
import java.util.Set;

/// Slots that serve under a mark, though no lane of this rollout is at them: one that died, or that
/// lost its lock, has left it there. This rollout has the lock, so whoever takes one of them out is
/// someone else.
final class LeftMarks {
  private final Set<Slot> found = new HashSet<>();

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

  /// A lane begins: from now on it may be this rollout that has the slot out.
  void begins(Slot slot) {
    found.remove(slot);
  }

  Set<Slot> found() {
    return found;
  }
}
