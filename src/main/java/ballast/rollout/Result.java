package ballast.rollout;

import ballast.event.Receipt;
import ballast.model.Observed;
import ballast.model.Problem;
import java.util.Optional;

/// How a rollout ended.
///
/// @param last the last look at the whole fleet
record Result(Receipt.Outcome outcome, Observed last, Optional<Problem> problem) {}
