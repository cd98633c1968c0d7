package ballast.event;

import ballast.model.Counters;
import ballast.model.Problem;
import ballast.model.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The proof of a rollout, from HAProxy's own counters: what was answered, what was lost, slot by
/// slot.
///
/// @param started when the first look at the fleet was taken
/// @param took from there to the last slot's last step
/// @param moved from the first drain to the last slot ready; zero when nothing was rolled
/// @param byVersion requests that each version's containers answered while the rollout ran
/// @param lost requests that HAProxy could not get answered (its own 5xx, host by host, and answers
///   that broke off), but for cut ones that broke off
/// @param cut requests given up when a drain's deadline had passed, because the policy says so;
///   whether they broke off or ended in order
/// @param reach how far the release has come in the fleet
/// @param retried connections that HAProxy tried again or elsewhere: saved, but not for nothing
public record Receipt(
    String id,
    String service,
    String version,
    Outcome outcome,
    Instant started,
    Duration took,
    Duration moved,
    SortedMap<String, Counters> byVersion,
    long lost,
    long cut,
    long retried,
    List<SlotLine> slots,
    Reach reach,
    Optional<Problem> problem,
    List<String> notices) {

  /// How a rollout ended.
  public enum Outcome {
    /// Every slot that may be touched serves the release.
    DONE,
    /// Every such slot served it already.
    NOTHING_TO_DO,
    /// It failed before any slot was touched, by a registry, a disk, an engine, a host, a budget
    /// that lets no slot out, or a hook that refused: nothing of the release has run. Where some
    /// slots serve it already, it is [#MIXED].
    NOT_BEGUN,
    /// It failed on a slot, and everything went back: the fleet serves the earlier release.
    WENT_BACK,
    /// Some slots serve one release, some another.
    MIXED,
    /// A person stopped it.
    STOPPED,
    /// Another rollout has taken the service's lock over, or it could no longer be told who has it.
    LOCK_LOST
  }

  /// How far the release has come, by the last look.
  ///
  /// @param slots all slots of the fleet
  /// @param serving those of them that serve the release
  /// @param leftAlone those that do not since someone else has them out
  /// @param beyond those that do not and were not to be touched
  public record Reach(int slots, int serving, int leftAlone, int beyond) {
    /// A receipt of an earlier version does not tell.
    static final Reach UNTOLD = new Reach(0, 0, 0, 0);

    public boolean everywhere() {
      return serving == slots;
    }
  }

  /// One slot's part.
  ///
  /// @param out how long it did not serve; up to the receipt when it does not yet
  public record SlotLine(Slot slot, String from, String to, Duration out, List<StepLine> steps) {
    public SlotLine {
      steps = List.copyOf(steps);
    }
  }

  public record StepLine(String step, Duration took) {}

  public Receipt {
    byVersion = Collections.unmodifiableSortedMap(new TreeMap<>(byVersion));
    slots = List.copyOf(slots);
    notices = List.copyOf(notices);
  }

  /// Requests answered while the rollout ran, whatever version answered.
  public long answered() {
    return byVersion.values().stream().mapToLong(Counters::answered).sum();
  }
}
