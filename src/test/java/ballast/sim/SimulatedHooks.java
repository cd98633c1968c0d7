package ballast.sim;

import ballast.model.HookPoint;
import ballast.model.Problem;
import ballast.port.HookCall;
import ballast.port.Hooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Every hook there is, on virtual time. Starting one is a call at which a controller may die, and
/// no hook may run without the lock, nor keep a slot waiting that Ballast has out.
public final class SimulatedHooks implements Hooks {
  static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration TAKES = Duration.ofMillis(200);
  private static final Duration TAKES_LONG = Duration.ofSeconds(8);
  private static final Duration LOOK = Duration.ofMillis(100);

  /// How a hook goes.
  public enum Manner {
    WELL,
    SLOW,
    FAILS,
    HANGS
  }

  /// What was called, in order.
  public final List<HookCall> calls = new ArrayList<>();

  private final Simulation simulation;
  private final Promises promises;
  private final Function<HookCall, Manner> manner;

  public SimulatedHooks(World world, Function<HookCall, Manner> manner) {
    this.simulation = world.simulation;
    this.promises = world.fleet.promises();
    this.manner = manner;
  }

  @Override
  public boolean has(HookPoint point) {
    return true;
  }

  @Override
  public Ending run(HookCall call, BooleanSupplier givenUp) throws InterruptedException {
    Optional<Controller> caller = simulation.caller();
    Controller.mustLive(caller);
    Optional<Controller.Moment> death = caller.flatMap(Controller::nextCall);
    if (death.equals(Optional.of(Controller.Moment.BEFORE))) {
      caller.ifPresent(Controller::dieAtOnce);
    }
    watch(call, caller);
    calls.add(call);
    if (death.isPresent()) {
      caller.ifPresent(Controller::die);
    }
    Manner how = manner.apply(call);
    Duration left =
        switch (how) {
          case WELL, FAILS -> TAKES;
          case SLOW -> TAKES_LONG;
          case HANGS -> DEADLINE;
        };
    while (left.isPositive()) {
      if (givenUp.getAsBoolean()) {
        return new Ending.BrokenOff("");
      }
      simulation.sleep(LOOK);
      left = left.minus(LOOK);
    }
    return switch (how) {
      case WELL, SLOW -> new Ending.Well("well");
      case FAILS -> new Ending.Failed(problem(call, "exit 3"), "no");
      case HANGS -> new Ending.Overdue(problem(call, "not done within 30 s"), "");
    };
  }

  private static Problem problem(HookCall call, String why) {
    return new Problem("hook " + call.point().word() + " failed", why, "mend it");
  }

  private void watch(HookCall call, Optional<Controller> caller) {
    if (caller.isPresent() && !promises.exclusion().mayChange(caller)) {
      promises.breaks("ONE: %s ran %s without the lock".formatted(caller.get(), call.point()));
    }
    if (call.point() == HookPoint.BEFORE_SLOT
        && call.part() instanceof HookCall.Part.OfSlot(var slot)
        && promises.out().contains(slot)) {
      promises.breaks("FLOOR: %s is out, and is kept waiting by a hook".formatted(slot));
    }
  }

  /// What was run, as `before_slot fe-1/2`.
  public List<String> names() {
    return calls.stream()
        .map(call -> (call.point().word() + " " + call.part().about()).strip())
        .toList();
  }
}
