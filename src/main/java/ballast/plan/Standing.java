package ballast.plan;

import ballast.model.Host;
import ballast.model.Slot;
import java.util.Set;

/// What a rollout knows beyond what can be observed.
///
/// @param inFlight slots whose lanes run now: they count as out
/// @param leaving those of them that are spares when their lanes have ended
/// @param givenUp slots that failed in this rollout: not tried again
/// @param moving hosts that leave the edge or join it now: they count as out
/// @param stranded hosts that the edge did not take back in this rollout: not tried again
/// @param found slots that this rollout has seen serve under a mark, and that no lane of it is at:
///   whoever takes them out is someone else, whatever the mark says
public record Standing(
    Set<Slot> inFlight,
    Set<Slot> leaving,
    Set<Slot> givenUp,
    Set<Host> moving,
    Set<Host> stranded,
    Set<Slot> found) {
  public static final Standing NONE = new Standing(Set.of(), Set.of(), Set.of());

  public Standing {
    inFlight = Set.copyOf(inFlight);
    leaving = Set.copyOf(leaving);
    givenUp = Set.copyOf(givenUp);
    moving = Set.copyOf(moving);
    stranded = Set.copyOf(stranded);
    found = Set.copyOf(found);
  }

  /// No slot was found that still bears a mark.
  public Standing(
      Set<Slot> inFlight,
      Set<Slot> leaving,
      Set<Slot> givenUp,
      Set<Host> moving,
      Set<Host> stranded) {
    this(inFlight, leaving, givenUp, moving, stranded, Set.of());
  }

  /// No host is at the edge.
  public Standing(Set<Slot> inFlight, Set<Slot> leaving, Set<Slot> givenUp) {
    this(inFlight, leaving, givenUp, Set.of(), Set.of());
  }

  /// No slot is being emptied.
  public Standing(Set<Slot> inFlight, Set<Slot> givenUp) {
    this(inFlight, Set.of(), givenUp);
  }

  /// Whether a lane may be begun for it.
  boolean free(Slot slot) {
    return !inFlight.contains(slot) && !givenUp.contains(slot);
  }
}
