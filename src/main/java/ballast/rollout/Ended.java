package ballast.rollout;

import ballast.model.Host;
import java.util.Optional;

/// What a loop waits for: a lane, a host at the edge, or a hook that something waits for in turn.
sealed interface Ended permits LaneEnd, HostMoves.End, PartHooks.End {
  /// The host that it may have changed.
  Optional<Host> changed();
}
