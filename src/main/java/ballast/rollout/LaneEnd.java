package ballast.rollout;

import ballast.model.Problem;
import ballast.plan.Lane;

/// How a lane ended.
sealed interface LaneEnd extends Ended {
  Lane lane();

  record Done(Lane lane) implements LaneEnd {}

  record Failed(Lane lane, Problem problem) implements LaneEnd {}

  record Postponed(Lane lane) implements LaneEnd {}
}
