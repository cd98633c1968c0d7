package ballast.rollout;

import ballast.model.Host;
import ballast.model.Problem;
import ballast.plan.Lane;
import java.util.Optional;

/// How a lane ended.
sealed interface LaneEnd extends Ended {
  Lane lane();

  @Override
  default Optional<Host> changed() {
    return Optional.of(lane().slot().host());
  }

  record Done(Lane lane) implements LaneEnd {}

  record Failed(Lane lane, Problem problem) implements LaneEnd {}

  record Postponed(Lane lane, String why) implements LaneEnd {}
}
