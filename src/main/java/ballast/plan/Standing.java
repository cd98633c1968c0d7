package ballast.plan;

import ballast.model.Slot;
import java.util.HashSet;
import java.util.Set;

/// What a rollout knows beyond what can be observed.
///
/// @param inFlight slots whose lanes run now: they count as out
/// @param givenUp slots that failed in this rollout: not tried again
public record Standing(Set<Slot> inFlight, Set<Slot> givenUp) {
  public static final Standing NONE = new Standing(Set.of(), Set.of());

  public Standing {
    inFlight = Set.copyOf(inFlight);
    givenUp = Set.copyOf(givenUp);
  }

  public Standing started(Slot slot) {
    var more = new HashSet<>(inFlight);
    more.add(slot);
    return new Standing(more, givenUp);
  }

  public Standing ended(Slot slot) {
    var fewer = new HashSet<>(inFlight);
    fewer.remove(slot);
    return new Standing(fewer, givenUp);
  }

  public Standing gaveUp(Slot slot) {
    var more = new HashSet<>(givenUp);
    more.add(slot);
    return new Standing(ended(slot).inFlight(), more);
  }
}
