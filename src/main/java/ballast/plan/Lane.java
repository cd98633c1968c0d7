package ballast.plan;

import ballast.model.ReleaseId;
import ballast.model.Slot;
import java.util.List;

/// The steps for one slot, in order.
///
/// @param release what the slot serves when the lane has ended
/// @param cause why the slot needs them
/// @param cost whether the slot serves now, so that running the lane takes it out
public record Lane(Slot slot, ReleaseId release, String cause, Cost cost, List<Step> steps) {
  public enum Cost {
    /// It is out already, or stays in service: running the lane costs no capacity.
    FREE,
    /// It serves: running the lane takes one slot out.
    ONE_SLOT
  }

  public Lane {
    steps = List.copyOf(steps);
  }
}
