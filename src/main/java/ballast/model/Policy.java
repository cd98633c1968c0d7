package ballast.model;

import java.time.Duration;

/// How a rollout may go about it: `rollout:` in ballast.yml.
///
/// @param maxOut how many slots of the fleet may be out at once
/// @param perHost how many slots of one host may be out at once
/// @param soak how long a slot must serve before its lane is done
public record Policy(MaxOut maxOut, int perHost, Batches batches, Drain drain, Duration soak) {
  /// Part of the fleet that may be out.
  public sealed interface MaxOut {
    /// 12 % of the slots, but at least one: always moves.
    record Default() implements MaxOut {}

    /// What the user wrote; may turn out to be none, which is refused.
    record Of(Share share) implements MaxOut {}
  }

  /// @param deadline how long requests in flight may take to finish
  /// @param then what happens to those that have not
  public record Drain(Duration deadline, PastDeadline then) {}

  /// What to do with requests still in flight at the end of the drain's deadline.
  public enum PastDeadline {
    /// Give the slot back to its old container and go back to the earlier release.
    ROLL_BACK,
    /// Stop the container all the same; those cut are counted and told.
    CUT
  }

  public Policy {
    if (perHost < 1) {
      throw new IllegalArgumentException("per_host must be at least 1, not " + perHost);
    }
  }

  /// One slot a host, 12 % of the fleet but at least one slot, the whole fleet in one window, 30 s
  /// to drain.
  public static Policy defaults() {
    return new Policy(
        new MaxOut.Default(),
        1,
        new Batches.Whole(),
        new Drain(Duration.ofSeconds(30), PastDeadline.ROLL_BACK),
        Duration.ZERO);
  }
}
