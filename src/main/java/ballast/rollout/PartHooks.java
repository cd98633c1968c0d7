package ballast.rollout;

import ballast.model.HookPoint;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Desired;
import ballast.plan.Desired.Target;
import ballast.plan.EdgeMove;
import ballast.plan.Lane;
import ballast.plan.Plan;
import ballast.plan.Planner;
import ballast.port.Crew;
import ballast.port.HookCall;
import ballast.port.HookCall.Part;
import ballast.port.Hooks.Ending;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// The hooks of batches and hosts in one loop. They run beside the lanes; a lane waits only for
/// those of its own host and batch. A rollout that goes back has neither.
///
/// ```
///  nothing of it begun --> BEFORE --> OPEN --> AFTER --> over
///      |                      |         ^  |      |
///      |                      |         |  |      '-- failed: its slots count as failed
///      |                      |         |  '-- a slot of it failed, or the loop ended: on_..._failure
///      |                      '-- failed: none of its slots is begun, and they count as failed
///      '-- a slot of it was out and is brought back at once
/// ```
final class PartHooks {
  private static final Set<HookPoint> OF_PARTS =
      Set.of(
          HookPoint.BEFORE_BATCH,
          HookPoint.AFTER_BATCH,
          HookPoint.ON_BATCH_FAILURE,
          HookPoint.BEFORE_HOST,
          HookPoint.AFTER_HOST,
          HookPoint.ON_HOST_FAILURE);

  private enum State {
    BEFORE,
    OPEN,
    AFTER,
    OVER
  }

  /// A hook that lanes waited for has ended.
  record End(Part part, HookPoint point, Ending ending) implements Ended {
    @Override
    public Optional<Host> changed() {
      return Optional.empty();
    }

    /// Why its slots count as failed, if they do.
    Optional<Problem> failed() {
      return ending.failure();
    }

    boolean of(Host host) {
      return hosts(part).contains(host);
    }

    /// Whether it came before its part's first lane.
    boolean first() {
      return point == HookPoint.BEFORE_BATCH || point == HookPoint.BEFORE_HOST;
    }
  }

  private final Hooking hooks;
  private final Crew.Bench<Ended> bench;
  private final Desired desired;
  private final BooleanSupplier givenUp;
  private final Map<Part, State> states = new LinkedHashMap<>();
  private final Set<Part> asked = new HashSet<>();
  private final boolean idle;
  private int running;

  /// @param givenUp whether slots that serve are not to be begun any more
  PartHooks(Hooking hooks, Crew.Bench<Ended> bench, Desired desired, BooleanSupplier givenUp) {
    this.hooks = hooks;
    this.bench = bench;
    this.desired = desired;
    this.givenUp = givenUp;
    this.idle = OF_PARTS.stream().noneMatch(hooks::has);
  }

  /// Whether a hook runs that a lane may wait for.
  boolean busy() {
    return running > 0;
  }

  private static List<Host> hosts(Part part) {
    return switch (part) {
      case Part.Whole(var hosts) -> hosts;
      case Part.OfBatch(_, _, var hosts) -> hosts;
      case Part.OfHost(var host) -> List.of(host);
      case Part.OfSlot(var slot) -> List.of(slot.host());
    };
  }

  private static HookPoint before(Part part) {
    return part instanceof Part.OfBatch ? HookPoint.BEFORE_BATCH : HookPoint.BEFORE_HOST;
  }

  private static HookPoint after(Part part) {
    return part instanceof Part.OfBatch ? HookPoint.AFTER_BATCH : HookPoint.AFTER_HOST;
  }

  private static HookPoint onFailure(Part part) {
    return part instanceof Part.OfBatch ? HookPoint.ON_BATCH_FAILURE : HookPoint.ON_HOST_FAILURE;
  }

  /// The batch of a host, then the host.
  private List<Part> around(Host host, Observed observed) {
    return switch (desired.target()) {
      case Target.Back _ -> List.of();
      case Target.Everywhere _ when idle -> List.of();
      case Target.Everywhere _ -> List.of(batch(host, observed), new Part.OfHost(host));
    };
  }

  private Part batch(Host host, Observed observed) {
    Map<Host, Integer> batchOf = Planner.batches(desired, observed);
    int number = batchOf.getOrDefault(host, 0);
    return new Part.OfBatch(
        number + 1,
        Math.toIntExact(batchOf.values().stream().distinct().count()),
        observed.hosts().stream()
            .map(HostView::host)
            .filter(one -> batchOf.getOrDefault(one, -1) == number)
            .toList());
  }

  /// Whether a lane may begin now; what must be run before it is started, once.
  boolean opens(Lane lane, SlotView view, Observed observed) {
    List<Part> parts = around(lane.slot().host(), observed);
    if (!SlotHooks.mayWait(lane, view) || keepsEarlierOnesFromGoingOn(lane, parts)) {
      parts.forEach(part -> states.putIfAbsent(part, State.OPEN));
      return true;
    }
    return opens(parts);
  }

  /// An empty slot of a later batch counts as out: where the budget has no more, it is filled
  /// before an earlier batch goes on, and so does not wait for that.
  private boolean keepsEarlierOnesFromGoingOn(Lane lane, List<Part> parts) {
    return switch (lane.cost()) {
      case FREE ->
          parts.stream().anyMatch(this::followsAnother)
              && states.entrySet().stream()
                  .filter(one -> one.getKey() instanceof Part.OfBatch)
                  .allMatch(one ->
                      switch (one.getValue()) {
                        case OPEN, OVER -> true;
                        case BEFORE, AFTER -> false;
                      });
      case HOST_OUT, SPARED, ONE_SLOT -> false;
    };
  }

  /// The same for a host that is to leave the edge. One that joins it again waits for nothing.
  boolean opens(EdgeMove move, Observed observed) {
    return switch (move.way()) {
      case LEAVE -> opens(around(move.host(), observed));
      case JOIN -> true;
    };
  }

  private boolean opens(List<Part> parts) {
    if (parts.stream().anyMatch(this::followsAnother)) {
      return false;
    }
    for (Part part : parts) {
      if (!opens(part)) {
        return false;
      }
    }
    return true;
  }

  /// Whether an earlier batch is not over, for all that its hooks say.
  private boolean followsAnother(Part part) {
    return part instanceof Part.OfBatch(int number, _, _)
        && states.entrySet().stream()
            .anyMatch(one ->
                one.getKey() instanceof Part.OfBatch(int other, _, _)
                    && other < number
                    && one.getValue() != State.OVER);
  }

  private boolean opens(Part part) {
    if (asked.add(part) && states.getOrDefault(part, State.OPEN) == State.OPEN) {
      start(part, before(part), State.BEFORE, Optional.empty());
    }
    return switch (states.getOrDefault(part, State.OPEN)) {
      case BEFORE, AFTER -> false;
      case OPEN, OVER -> true;
    };
  }

  private void start(Part part, HookPoint point, State state, Optional<HookCall.End> end) {
    if (!hooks.has(point)) {
      states.put(part, state == State.BEFORE ? State.OPEN : State.OVER);
      return;
    }
    states.put(part, state);
    running++;
    HookCall call = hooks.call(point, part, end);
    BooleanSupplier until = state == State.BEFORE ? givenUp : () -> false;
    bench.start(() -> new End(part, point, hooks.run(call, until)));
  }

  /// A hook that lanes waited for has ended. One that failed, or was broken off, is run anew if its
  /// part is begun again.
  void settle(End end) {
    running--;
    Part part = end.part();
    boolean well = end.ending() instanceof Ending.Well;
    if (end.first() && !well) {
      states.remove(part);
      asked.remove(part);
    } else {
      states.put(part, end.first() ? State.OPEN : State.OVER);
    }
    if (end.failed().isPresent() || (end.first() && !well)) {
      tellFailed(part, end.failed());
    }
  }

  /// Looks which hosts and batches have nothing left to do.
  ///
  /// @param left what is left to do
  void look(Plan left, Observed observed, Set<Slot> inFlight, Set<Host> moving, Failures failures) {
    // Hosts first: a batch is over with the last of them.
    states.keySet().stream()
        .sorted(Comparator.comparing(Part.OfBatch.class::isInstance))
        .toList()
        .forEach(part -> {
          if (states.get(part) == State.OPEN && over(part, left, observed, inFlight, moving)) {
            end(part, failures);
          }
        });
  }

  private void end(Part part, Failures failures) {
    boolean failed = failures.failed().stream().anyMatch(slot -> hosts(part).contains(slot.host()));
    if (failed) {
      states.put(part, State.OVER);
      tellFailed(part, failures.first());
    } else {
      start(
          part, after(part), State.AFTER, Optional.of(new HookCall.End("done", Optional.empty())));
    }
  }

  /// A batch is over when its hosts are, and their hooks.
  private boolean over(
      Part part, Plan left, Observed observed, Set<Slot> inFlight, Set<Host> moving) {
    List<Host> hosts = hosts(part);
    Stream<Host> busy =
        Stream.of(
                left.hosts(),
                inFlight.stream().map(Slot::host),
                moving.stream(),
                observed.unreachable().map(HostView.Unreachable::host))
            .flatMap(some -> some);
    return busy.noneMatch(hosts::contains)
        && (part instanceof Part.OfHost
            || hosts.stream()
                .map(host -> states.getOrDefault(new Part.OfHost(host), State.OVER))
                .allMatch(State.OVER::equals));
  }

  /// No lane begins any more: what was begun and is not over is told so.
  void close(Optional<Problem> why) {
    for (Part part : List.copyOf(states.keySet())) {
      if (states.get(part) == State.OPEN) {
        states.put(part, State.OVER);
        tellFailed(part, why);
      }
    }
  }

  private void tellFailed(Part part, Optional<Problem> why) {
    hooks.later(hooks.call(onFailure(part), part, Optional.of(new HookCall.End("failed", why))));
  }
}
