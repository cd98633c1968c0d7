package ballast.rollout;

import ballast.event.Event;
import ballast.model.Berth;
import ballast.model.HookPoint;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Lane;
import ballast.plan.Phase;
import ballast.port.HookCall;
import ballast.port.HookCall.Course;
import ballast.port.HookCall.Part;
import ballast.port.Hooks.Ending;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// The hooks of slots in one loop.
///
/// ```
///  before_slot --> gate, drain ... ready, soak --> after_slot --> done
///    |     ^               |                          |
///    |     '-- took long: planned anew                |
///    '---------------------'--------------------------'--- failed --> on_slot_failure
/// ```
///
/// A slot that is out is never kept waiting: its lane has no `before_slot`, `after_slot` comes when
/// it serves again, and `on_slot_failure` runs while it is brought back.
final class SlotHooks {
  private final Hooking hooks;
  private final Gear gear;
  private final Course course;
  private final BooleanSupplier givenUp;
  private final Set<Slot> open = ConcurrentHashMap.newKeySet();

  /// @param course where the loop is heading
  /// @param givenUp whether slots that serve are not to be begun any more
  SlotHooks(Hooking hooks, Gear gear, Course course, BooleanSupplier givenUp) {
    this.hooks = hooks;
    this.gear = gear;
    this.course = course;
    this.givenUp = givenUp;
  }

  /// Whether nobody misses the slot while a hook comes before its lane.
  static boolean mayWait(Lane lane, SlotView view) {
    return switch (lane.cost()) {
      case ONE_SLOT, SPARED, HOST_OUT -> true;
      case FREE -> Phase.of(view) instanceof Phase.Empty;
    };
  }

  /// A lane without its hooks.
  interface Steps {
    LaneEnd run() throws InterruptedException;
  }

  /// Runs a lane with its hooks. A slot that is empty in the end has none: there is nothing to ask
  /// it afterwards.
  ///
  /// @param view the slot as the planner saw it
  /// @param heading where this lane is: a slot that failed goes back alone
  LaneEnd around(Lane lane, SlotView view, Course heading, Steps steps)
      throws InterruptedException {
    if (lane.endsEmpty()) {
      return steps.run();
    }
    if (mayWait(lane, view) && open.add(lane.slot())) {
      Instant began = gear.time().now();
      Ending ending = hooks.run(call(HookPoint.BEFORE_SLOT, lane, view, heading), givenUp);
      if (ending.failure().isPresent()) {
        return failed(lane, ending.failure().get());
      }
      if (ending instanceof Ending.BrokenOff) {
        return postponed(lane, "its hook was broken off");
      }
      if (began.plus(Loop.STALE).isBefore(gear.time().now())) {
        // Others may have gone down meanwhile, on any host.
        return postponed(lane, "its hook took a while, so the fleet is looked at again first");
      }
    }
    return switch (steps.run()) {
      case LaneEnd.Done done -> after(done, view, heading);
      case LaneEnd.Failed failed -> failed;
      case LaneEnd.Postponed postponed -> postponed;
    };
  }

  private LaneEnd after(LaneEnd.Done done, SlotView view, Course heading)
      throws InterruptedException {
    open.remove(done.lane().slot());
    Ending ending = hooks.run(call(HookPoint.AFTER_SLOT, done.lane(), view, heading), () -> false);
    return ending.failure().map(problem -> failed(done.lane(), problem)).orElse(done);
  }

  private LaneEnd postponed(Lane lane, String why) {
    gear.story().tell(new Event.LanePostponed(lane.slot(), why));
    return new LaneEnd.Postponed(lane, why);
  }

  private LaneEnd failed(Lane lane, Problem problem) {
    gear.story().tell(new Event.LaneFailed(lane.slot(), problem));
    return new LaneEnd.Failed(lane, problem);
  }

  private HookCall call(HookPoint point, Lane lane, SlotView view, Course heading) {
    Optional<HookCall.End> end =
        point == HookPoint.AFTER_SLOT
            ? Optional.of(new HookCall.End("done", Optional.empty()))
            : Optional.empty();
    var part = new Part.OfSlot(lane.slot());
    String serves =
        switch (heading) {
          case FORTH -> hooks.release();
          case BACK -> earlier(lane, view);
        };
    return hooks.call(point, part, serves, heading, end);
  }

  private static String earlier(Lane lane, SlotView view) {
    return view.berthOf(lane.release()).map(Berth::version).orElse("");
  }

  /// A lane has failed; its slot is brought back meanwhile.
  void failed(LaneEnd.Failed end) {
    open.remove(end.lane().slot());
    tellFailed(end.lane().slot(), Optional.of(end.problem()));
  }

  /// No lane begins any more: what was begun and not done is told so.
  void close(Optional<Problem> why) {
    for (Slot slot : new TreeSet<>(open)) {
      open.remove(slot);
      tellFailed(slot, why);
    }
  }

  private void tellFailed(Slot slot, Optional<Problem> why) {
    hooks.later(
        hooks.call(
            HookPoint.ON_SLOT_FAILURE,
            new Part.OfSlot(slot),
            hooks.release(),
            course,
            Optional.of(new HookCall.End("failed", why))));
  }
}
