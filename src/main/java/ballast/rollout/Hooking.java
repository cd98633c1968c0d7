package ballast.rollout;

import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Story;
import ballast.model.Berth;
import ballast.model.HookPoint;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Problem;
import ballast.model.SlotView;
import ballast.plan.Desired;
import ballast.plan.Desired.Target;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.HookCall;
import ballast.port.HookCall.Course;
import ballast.port.HookCall.Part;
import ballast.port.Hooks;
import ballast.port.Hooks.Ending;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// Runs the hooks of one rollout: each is told in its story, and none without the lock.
///
/// On the way forth a hook that fails keeps from happening what it comes before, and makes a
/// failure of what it comes after. On the way back it decides nothing: nothing may keep a fleet
/// from going back.
final class Hooking {
  /// Ctrl-C reaches a hook as soon as it reaches Ballast, or sooner.
  private static final Duration CTRL_C_COMES = Duration.ofMillis(500);

  /// Hooks that nothing waits for run at once, at most.
  private static final int MOST_AT_ONCE = 10;

  private static final int MOST_NOTICES = 20;

  private final Hooks hooks;
  private final Gear gear;
  private final Signal signal;
  private final Desired desired;
  private final String release;
  private final Observed first;
  private final Crew.Bench<HookPoint> background;
  private final Queue<HookCall> waiting = new ArrayDeque<>();
  private final Set<HookPoint> overdue =
      Collections.synchronizedSet(EnumSet.noneOf(HookPoint.class));
  private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
  private int running;
  private boolean begun;

  /// @param release what a person calls what is rolled out
  /// @param first the first look at the fleet
  Hooking(
      Hooks hooks,
      Gear gear,
      Crew crew,
      Signal signal,
      Desired desired,
      String release,
      Observed first) {
    this.hooks = hooks;
    this.gear = gear;
    this.signal = signal;
    this.desired = desired;
    this.release = release;
    this.first = desired.scope().of(first);
    this.background = crew.bench();
  }

  boolean has(HookPoint point) {
    return hooks.has(point);
  }

  /// What a person calls what is rolled out.
  String release() {
    return release;
  }

  private boolean stopped() {
    return signal.stopped();
  }

  /// Before anything is touched.
  Ending begin() throws InterruptedException {
    begun = true;
    return run(call(HookPoint.BEFORE, whole(), Optional.empty()), signal::stopped);
  }

  /// When everything has ended: what still runs is waited for, then `after` where all is as it was
  /// asked for, and `on_failure` elsewhere. Neither changes how it ended.
  void end(Result result) throws InterruptedException {
    if (!begun) {
      return;
    }
    awaitAll();
    HookPoint point =
        result.outcome() == Receipt.Outcome.DONE ? HookPoint.AFTER : HookPoint.ON_FAILURE;
    var end = new HookCall.End(result.outcome().name().toLowerCase(Locale.ROOT), result.problem());
    runAside(call(point, whole(), Optional.of(end)));
  }

  /// What went wrong with hooks and decided nothing.
  List<String> notices() {
    synchronized (notices) {
      return List.copyOf(notices);
    }
  }

  private Part whole() {
    return new Part.Whole(first.hosts().stream().map(HostView::host).toList());
  }

  HookCall call(HookPoint point, Part part, Optional<HookCall.End> end) {
    Course course =
        switch (desired.target()) {
          case Target.Everywhere _ -> Course.FORTH;
          case Target.Back _ -> Course.BACK;
        };
    return call(point, part, release, course, end);
  }

  HookCall call(
      HookPoint point, Part part, String serves, Course course, Optional<HookCall.End> end) {
    return new HookCall(
        point,
        gear.service().name(),
        gear.origin().rollout(),
        serves,
        from(part),
        course,
        part,
        end);
  }

  private String from(Part part) {
    return first
        .slots()
        .filter(view -> isIn(view, part))
        .flatMap(view -> view.holder().stream())
        .map(Berth::version)
        .distinct()
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static boolean isIn(SlotView view, Part part) {
    Host host = view.slot().host();
    return switch (part) {
      case Part.Whole _ -> true;
      case Part.OfBatch(_, _, var hosts) -> hosts.contains(host);
      case Part.OfHost(var one) -> one.equals(host);
      case Part.OfSlot(var slot) -> slot.equals(view.slot());
    };
  }

  /// Runs a hook that something waits for. `Well` also where there is none, and on the way back
  /// however it ends.
  ///
  /// @param givenUp whether what waits for it no longer does
  Ending run(HookCall call, BooleanSupplier givenUp) throws InterruptedException {
    if (!hooks.has(call.point())) {
      return new Ending.Well("");
    }
    return switch (call.course()) {
      case FORTH -> told(call, () -> givenUp.getAsBoolean() || lockLost());
      case BACK -> {
        runAside(call);
        yield new Ending.Well("");
      }
    };
  }

  /// Runs a hook that decides nothing. Where one has run past its deadline, those of the same name
  /// are left out: they would only take longer.
  private void runAside(HookCall call) throws InterruptedException {
    if (!hooks.has(call.point()) || overdue.contains(call.point())) {
      return;
    }
    switch (told(call, this::lockLost)) {
      case Ending.Well _, Ending.BrokenOff _ -> {}
      case Ending.Failed(var problem, _) -> notice(call, problem, "");
      case Ending.Overdue(var problem, _) -> {
        overdue.add(call.point());
        notice(call, problem, "; it is not run again in this rollout where nothing waits for it");
      }
    }
  }

  private void notice(HookCall call, Problem problem, String more) {
    synchronized (notices) {
      if (notices.size() < MOST_NOTICES) {
        notices.add(name(call) + " failed: " + problem.why() + more);
      }
    }
  }

  private static String name(HookCall call) {
    String about = call.part().about();
    return "hook " + call.point().word() + (about.isEmpty() ? "" : " of " + about);
  }

  private boolean lockLost() {
    return gear.lease().lost().isPresent();
  }

  private Ending told(HookCall call, BooleanSupplier givenUp) throws InterruptedException {
    try {
      gear.lease().mustHold();
    } catch (CallFailed _) {
      return new Ending.BrokenOff("");
    }
    Story story = gear.story();
    Time time = gear.time();
    String about = call.part().about();
    Instant started = time.now();
    story.tell(new Event.HookStarted(call.point(), about));
    Ending ending = heard(call, hooks.run(call, givenUp), givenUp);
    story.tell(
        new Event.HookEnded(
            call.point(),
            about,
            Duration.between(started, time.now()),
            problem(call, ending),
            ending.output()));
    return ending;
  }

  /// A hook that ended by Ctrl-C has said neither yes nor no, but only if Ballast hears it as well.
  private Ending heard(HookCall call, Ending ending, BooleanSupplier givenUp)
      throws InterruptedException {
    if (!(ending instanceof Ending.BrokenOff(var output)) || stopped() || givenUp.getAsBoolean()) {
      return ending;
    }
    gear.time().sleep(CTRL_C_COMES);
    return stopped() ? ending : new Ending.Failed(brokenOff(call), output);
  }

  private static Optional<Problem> problem(HookCall call, Ending ending) {
    return ending instanceof Ending.BrokenOff ? Optional.of(brokenOff(call)) : ending.failure();
  }

  private static Problem brokenOff(HookCall call) {
    return new Problem(
        name(call) + " was broken off",
        "it was interrupted",
        "hooks may be run again: the next rollout does");
  }

  /// Runs a hook that nothing waits for but the rollout's end.
  void later(HookCall call) {
    if (!hooks.has(call.point())) {
      return;
    }
    waiting.add(call);
    startSome();
  }

  private void startSome() {
    while (running < MOST_AT_ONCE && !waiting.isEmpty()) {
      HookCall call = waiting.remove();
      running++;
      background.start(() -> {
        runAside(call);
        return call.point();
      });
    }
  }

  private void awaitAll() throws InterruptedException {
    while (running > 0) {
      running -= background.ended().size();
      startSome();
    }
  }
}
