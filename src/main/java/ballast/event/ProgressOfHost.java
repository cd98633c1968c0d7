package ballast.event;

import ballast.model.EdgeSight;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.EdgeMove;
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
/// @param edge what it does at the load balancer in front of it
/// @param slots by number
public record ProgressOfHost(
    Host host,
    Readiness readiness,
    Edge edge,
    Optional<Problem> unreachable,
    SortedMap<Integer, ProgressOfSlot> slots) {

  /// Where the host is at the load balancer in front of it.
  public sealed interface Edge {
    /// It is sent requests, or there is no edge.
    record In() implements Edge {}

    /// @param why what the edge waits for; empty while that is not known
    record Moving(EdgeMove.Way way, Instant since, String why) implements Edge {}

    record Out(Instant since) implements Edge {}

    /// The edge did not do as it was asked.
    record Stuck(Instant since, String why) implements Edge {}

    /// By a look at the host.
    static Edge of(EdgeSight sight, Edge last, Instant at) {
      return switch (last) {
        case Moving moving -> moving;
        case Stuck stuck when !sight.serving() -> stuck;
        case In _, Out _, Stuck _ -> sight.shut() ? new Out(last.since(at)) : new In();
      };
    }

    static Edge after(EdgeMove.Way way, Instant at) {
      return switch (way) {
        case LEAVE -> new Out(at);
        case JOIN -> new In();
      };
    }

    default boolean shut() {
      return !(this instanceof In);
    }

    /// Since when it is so; otherwise that moment.
    default Instant since(Instant otherwise) {
      return switch (this) {
        case In() -> otherwise;
        case Moving(_, var since, _) -> since;
        case Out(var since) -> since;
        case Stuck(var since, _) -> since;
      };
    }
  }

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

  /// How many of its slots are counted on.
  int counted() {
    return Math.toIntExact(
        slots.values().stream().filter(slot -> slot.use() == SlotView.Use.COUNTED).count());
  }

  /// How many of its slots are out.
  public int outNow() {
    return Math.toIntExact(slots.values().stream().filter(ProgressOfSlot::isOut).count());
  }

  static ProgressOfHost unseen(Host host) {
    return new ProgressOfHost(
        host,
        new Readiness.Untouched(),
        new Edge.In(),
        Optional.empty(),
        Collections.emptySortedMap());
  }

  ProgressOfHost seen(HostView view, Optional<String> wanted, Instant at) {
    return switch (view) {
      case HostView.Unreachable(_, var problem) ->
          new ProgressOfHost(host, readiness, edge, Optional.of(problem), slots);
      case HostView.Seen seen -> {
        var fresh = new TreeMap<>(slots);
        for (SlotView slot : seen.slotsAndSpares()) {
          int number = slot.slot().number();
          var known = slots.get(number);
          var last = known == null ? ProgressOfSlot.unseen(slot.slot(), at) : known;
          fresh.put(number, last.seen(slot, wanted, at));
        }
        yield new ProgressOfHost(
            host, readiness, Edge.of(seen.edge(), edge, at), Optional.empty(), fresh);
      }
    };
  }

  ProgressOfHost pulls(long bytes, long total, Instant at) {
    Instant since = readiness instanceof Readiness.Pulling pulling ? pulling.since() : at;
    return with(new Readiness.Pulling(since, bytes, total));
  }

  ProgressOfHost with(Readiness next) {
    return new ProgressOfHost(host, next, edge, unreachable, slots);
  }

  ProgressOfHost with(Edge next) {
    return new ProgressOfHost(host, readiness, next, unreachable, slots);
  }

  ProgressOfHost with(Slot slot, Instant at, UnaryOperator<ProgressOfSlot> change) {
    var changed = new TreeMap<>(slots);
    var known = slots.get(slot.number());
    changed.put(
        slot.number(), change.apply(known == null ? ProgressOfSlot.unseen(slot, at) : known));
    return new ProgressOfHost(host, readiness, edge, unreachable, changed);
  }

  ProgressOfHost withAll(UnaryOperator<ProgressOfSlot> change) {
    var changed = new TreeMap<>(slots);
    changed.replaceAll((_, slot) -> change.apply(slot));
    return new ProgressOfHost(host, readiness, edge, unreachable, changed);
  }
}
