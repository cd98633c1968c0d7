package ballast.plan;

import ballast.model.ReleaseId;
import ballast.model.Slot;
import java.time.Duration;
import java.util.List;

/// The steps for one slot, in order.
///
/// @param release what the slot serves when the lane has ended; of a lane that empties its slot,
///   what leaves it
/// @param cause why the slot needs them
/// @param cost what running the lane takes of the capacity
/// @param hands what a server that is out when the lane comes to it means
/// @param mustServe how many other slots of its host must serve when it is taken out: FLOOR
public record Lane(
    Slot slot,
    ReleaseId release,
    String cause,
    Cost cost,
    Hands hands,
    int mustServe,
    List<Step> steps) {
  /// What becomes of a slot whose server is out, though nobody says that it is handed over, when
  /// its lane comes to it.
  public enum Hands {
    /// Someone else has it out, and it stays so.
    RESPECTED,
    /// It is brought back: a person has asked for it.
    TAKEN_BACK,
    /// It is a spare, and closed as spares are.
    SPARE
  }

  public enum Cost {
    /// It is out already, or stays in service: running the lane costs no capacity.
    FREE,
    /// It serves inside a host that the edge has let go: nobody misses it.
    HOST_OUT,
    /// Nothing either, since a spare serves in its place: it is one that is filled, or the one that
    /// it stands in for.
    SPARED,
    /// It serves: running the lane takes one slot out.
    ONE_SLOT
  }

  public Lane {
    steps = List.copyOf(steps);
  }

  /// Whether the slot is a spare when the lane has ended.
  public boolean empties() {
    return steps.stream().anyMatch(Step.Vacate.class::isInstance);
  }

  /// How long what it takes out may take to end; no time where it takes nothing out.
  public Duration grace() {
    return steps.stream()
        .filter(Step.TakeOut.class::isInstance)
        .map(step -> ((Step.TakeOut) step).grace())
        .findFirst()
        .orElse(Duration.ZERO);
  }

  /// Whether it only opens a place that nothing is in.
  public boolean reopens() {
    return steps.stream().anyMatch(Step.Reopen.class::isInstance);
  }

  /// Whether nothing has the slot when the lane has ended.
  public boolean endsEmpty() {
    return empties() || reopens();
  }

  /// Whether the slot was seen to serve when the lane was planned, and the lane only takes the mark
  /// of its hand-over away.
  public boolean finishes() {
    return !steps.isEmpty() && steps.stream().allMatch(Step.Admit.class::isInstance);
  }

  /// Whether the slot served when the lane was planned.
  public boolean foundServing() {
    return switch (cost) {
      case FREE -> finishes();
      case HOST_OUT, ONE_SLOT -> true;
      case SPARED -> !fillsSpare();
    };
  }

  /// Whether the slot was a spare when the lane was planned.
  public boolean fillsSpare() {
    return switch (hands) {
      case SPARE -> true;
      case RESPECTED, TAKEN_BACK -> false;
    };
  }

  /// The same for a slot that someone else has out and that is asked back.
  Lane takingBack() {
    return new Lane(slot, release, cause, cost, Hands.TAKEN_BACK, mustServe, steps);
  }
}
