package ballast.event;

import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.model.SlotView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// How far one host is.
///
/// @param unreachable why it could not be read when it was last looked at
/// @param slots by number
public record ProgressOfHost(
    Host host,
    Readiness readiness,
    Optional<Problem> unreachable,
    SortedMap<Integer, ProgressOfSlot> slots) {

  /// Whether the host has what its slots will need.
  public sealed interface Readiness {
    record Untouched() implements Readiness {}

    /// @param total 0 while it is not known
    record Pulling(Instant since, long bytes, long total) implements Readiness {}

    record Pulled(Duration took) implements Readiness {}

    record Prepared(int containers, Duration took) implements Readiness {}
  }

  public ProgressOfHost {
    slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
  }

  /// How many of its slots are out.
  public int outNow() {
    return Math.toIntExact(slots.values().stream().filter(ProgressOfSlot::isOut).count());
  }

  static ProgressOfHost unseen(Host host) {
    return new ProgressOfHost(
        host, new Readiness.Untouched(), Optional.empty(), Collections.emptySortedMap());
  }

  ProgressOfHost seen(HostView view, Optional<String> wanted, Instant at) {
    return switch (view) {
      case HostView.Unreachable(_, var problem) ->
          new ProgressOfHost(host, readiness, Optional.of(problem), slots);
      case HostView.Seen seen -> {
        var fresh = new TreeMap<>(slots);
        for (SlotView slot : seen.slots()) {
          int number = slot.slot().number();
          var known = slots.get(number);
          var last = known == null ? ProgressOfSlot.unseen(slot.slot(), at) : known;
          fresh.put(number, last.seen(slot, wanted, at));
        }
        yield new ProgressOfHost(host, readiness, Optional.empty(), fresh);
      }
    };
  }

  ProgressOfHost pulls(long bytes, long total, Instant at) {
    Instant since = readiness instanceof Readiness.Pulling pulling ? pulling.since() : at;
    return with(new Readiness.Pulling(since, bytes, total));
  }

  ProgressOfHost with(Readiness next) {
    return new ProgressOfHost(host, next, unreachable, slots);
  }

  ProgressOfHost with(Slot slot, Instant at, UnaryOperator<ProgressOfSlot> change) {
    var changed = new TreeMap<>(slots);
    var known = slots.get(slot.number());
    changed.put(
        slot.number(), change.apply(known == null ? ProgressOfSlot.unseen(slot, at) : known));
    return new ProgressOfHost(host, readiness, unreachable, changed);
  }

  ProgressOfHost withAll(UnaryOperator<ProgressOfSlot> change) {
    var changed = new TreeMap<>(slots);
    changed.replaceAll((_, slot) -> change.apply(slot));
    return new ProgressOfHost(host, readiness, unreachable, changed);
  }
}
