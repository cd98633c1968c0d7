package ballast.rollout;

import ballast.event.Receipt;
import ballast.model.Problem;
import ballast.model.Slot;
import java.util.Optional;
import java.util.Set;

/// What became of slots that were to be taken out for maintenance.
///
/// @param outcome `DONE` when all are out
/// @param out those that are out now, by this or before
/// @param problem why the others are not, in the first one's words
public record Aside(Receipt.Outcome outcome, Set<Slot> out, Optional<Problem> problem) {
  public Aside {
    out = Set.copyOf(out);
  }
}
