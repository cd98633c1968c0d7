package ballast.model;

import java.time.Duration;
import java.util.Optional;

/// How a rollout may go about it: `rollout:` in ballast.yml.
///
/// @param maxOut how many slots of the fleet may be out at once
/// @param perHost how many slots of one host may be out at once
/// @param soak how long a slot must serve before its lane is done
/// @param failing what happens when slots fail
/// @param keep how many earlier releases each slot keeps a container of, at least 1
/// @param strategy how slots get from their old containers to their new ones
public record Policy(
    MaxOut maxOut,
    int perHost,
    Batches batches,
    Drain drain,
    Duration soak,
    Failing failing,
    int keep,
    Strategy strategy) {
  /// Of the slots, where nothing else is said.
  public static final int DEFAULT_PERCENT = 12;

  /// Part of the fleet that may be out.
  public sealed interface MaxOut {
    /// 12 % of the slots, but at least one, or a host's where hosts leave the edge: always moves.
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

  /// When slots fail.
  ///
  /// @param tolerate how many slots may fail, or be on hosts that can no longer be read, before
  ///   `then` happens; empty for none
  /// @param then what happens when more do
  /// @param stall how long no slot may become healthy before that counts as a failure
  public record Failing(Optional<Share> tolerate, Reaction then, Duration stall) {
    /// How many of that many slots may fail, rounded down.
    public int tolerated(int slots) {
      return tolerate.map(share -> share.of(slots)).orElse(0);
    }
  }

  /// What happens when more slots fail than are tolerated. A slot that fails goes back to what it
  /// served in any case.
  public enum Reaction {
    /// Every slot that was touched goes back to what it served.
    ROLL_BACK,
    /// No other slot is begun until a person says how to go on.
    PAUSE,
    /// The other slots are rolled all the same.
    CONTINUE
  }

  public Policy {
    if (keep < 1) {
      throw new IllegalArgumentException("keep must be at least 1, not " + keep);
    }
    if (perHost < 1) {
      throw new IllegalArgumentException("per_host must be at least 1, not " + perHost);
    }
  }

  /// How many slots of that many hosts with so many each may be out at once.
  public int mostOut(int hosts, int slotsPerHost) {
    int slots = hosts * slotsPerHost;
    return switch (maxOut) {
      case MaxOut.Default() ->
          Math.max(strategy.leastOut(slotsPerHost), slots * DEFAULT_PERCENT / 100);
      case MaxOut.Of(var share) -> share.of(slots);
    };
  }

  /// Rolling: one slot a host, 12 % of the fleet but at least one slot, the whole fleet in one
  /// window, 30 s to drain; the first failure makes everything go back, and so does a rollout in
  /// which no slot becomes healthy for 10 min; one earlier release is kept.
  public static Policy defaults() {
    return new Policy(
        new MaxOut.Default(),
        1,
        new Batches.Whole(),
        new Drain(Duration.ofSeconds(30), PastDeadline.ROLL_BACK),
        Duration.ZERO,
        new Failing(Optional.empty(), Reaction.ROLL_BACK, Duration.ofMinutes(10)),
        1,
        Strategy.ROLLING);
  }

  public Policy withMaxOut(MaxOut changed) {
    return new Policy(changed, perHost, batches, drain, soak, failing, keep, strategy);
  }

  public Policy withPerHost(int changed) {
    return new Policy(maxOut, changed, batches, drain, soak, failing, keep, strategy);
  }

  public Policy withBatches(Batches changed) {
    return new Policy(maxOut, perHost, changed, drain, soak, failing, keep, strategy);
  }

  public Policy withDrain(Drain changed) {
    return new Policy(maxOut, perHost, batches, changed, soak, failing, keep, strategy);
  }

  public Policy withSoak(Duration changed) {
    return new Policy(maxOut, perHost, batches, drain, changed, failing, keep, strategy);
  }

  public Policy withFailing(Failing changed) {
    return new Policy(maxOut, perHost, batches, drain, soak, changed, keep, strategy);
  }

  public Policy withKeep(int changed) {
    return new Policy(maxOut, perHost, batches, drain, soak, failing, changed, strategy);
  }

  public Policy withStrategy(Strategy changed) {
    return new Policy(maxOut, perHost, batches, drain, soak, failing, keep, changed);
  }
}
