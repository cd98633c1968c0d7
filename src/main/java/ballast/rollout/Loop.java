package ballast.rollout;

import ballast.event.Event;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Desired;
import ballast.plan.Desired.Target;
import ballast.plan.EdgeMove;
import ballast.plan.Lane;
import ballast.plan.Plan;
import ballast.plan.Standing;
import ballast.port.Crew;
import ballast.port.HookCall.Course;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Plan, start what may start, wait for lanes to end, look at their hosts, and plan again. No
/// barrier but the planner's own.
///
/// A slot whose lane fails is brought back to what it ran before by a lane of its own, unless
/// everything is to go back.
final class Loop {
  /// A look at the fleet that is older than this is taken anew before another slot is taken out.
  static final Duration STALE = Duration.ofSeconds(2);

  /// How often one slot may be put off because FLOOR would break, before that counts as a failure.
  private static final int MOST_POSTPONEMENTS = 60;

  private static final Duration AFTER_POSTPONEMENT = Duration.ofMillis(500);

  /// How often one slot's lane may end well and the slot need another one all the same.
  private static final int MOST_LANES = 3;

  /// How long nothing may be able to begin: a server that is down for a moment, or a host that
  /// cannot be read for one, is no reason to go back.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration IDLE_POLL = Duration.ofSeconds(1);

  /// How often the fleet is looked at in a pause, in which nothing is to begin: it may last for
  /// hours, and an edge has a quota.
  private static final Duration PAUSED_LOOK = Duration.ofSeconds(10);

  /// @param touched every slot that a lane was started for
  /// @param earlier what those ran before, where they ran anything
  /// @param spares those that were spares before
  /// @param problem the first one
  record End(
      Observed last,
      Set<Slot> touched,
      Map<Slot, ReleaseId> earlier,
      Set<Slot> spares,
      Optional<Problem> problem,
      Next next) {}

  /// What is to happen after it.
  enum Next {
    NOTHING,
    GO_BACK
  }

  private final Gear gear;
  private final Crew.Bench<Ended> bench;
  private final SlotHooks slotHooks;
  private final PartHooks partHooks;
  private final HostMoves hostMoves;
  private final Looks looks;
  private final Time time;
  private final Desired desired;
  private final Failures failures;
  private final Pace pace;
  private final Planning forth = new Planning();
  private final Planning back = new Planning();
  private final Set<Slot> inFlight = new HashSet<>();
  private final Set<Slot> goingBack = new HashSet<>();
  private final Set<Slot> leaving = new HashSet<>();
  private final Before before = new Before();
  private final LeftMarks marks;
  private final Map<Slot, Integer> postponements = new HashMap<>();
  private final Map<Slot, Integer> lanesDone = new HashMap<>();
  private final Set<Host> dark = new HashSet<>();
  private Instant looked = Instant.MIN;
  private Optional<Instant> idleSince = Optional.empty();
  private volatile boolean turnedBack;

  /// @param slots how many may be touched
  /// @param first an earlier look, since when this rollout has touched nothing
  Loop(
      Gear gear,
      Hooking hooks,
      Crew crew,
      Lookout lookout,
      Signal signal,
      Desired desired,
      Pace.Heeds heeds,
      int slots,
      Observed first) {
    this.gear = gear;
    this.bench = crew.bench();
    this.marks = gear.marks();
    this.hostMoves = new HostMoves(gear, bench);
    this.time = gear.time();
    this.looks = new Looks(lookout, crew, time, first);
    this.desired = desired;
    Policy.Failing failing = desired.policy().failing();
    this.failures = new Failures(failing, slots);
    this.pace = new Pace(gear, signal, heeds, failing, failures);
    BooleanSupplier givenUp = () -> turnedBack || signal.stopped();
    this.slotHooks = new SlotHooks(hooks, gear, course(), givenUp);
    this.partHooks = new PartHooks(hooks, bench, desired, givenUp);
    this.marks.look(first, inFlight);
    first.unreachable().forEach(view -> dark.add(view.host()));
  }

  /// Ends when nothing is left that may be done; never while a lane runs.
  End roll() throws InterruptedException {
    Observed observed = soon();
    while (true) {
      marks.look(observed, inFlight);
      pace.heed();
      if (pace.mustGoBack()) {
        turnedBack = true;
      } else {
        partHooks.look(plan(observed), observed, inFlight, hostMoves.moving(), failures);
      }
      if (mayBegin(observed)) {
        if (isStale()) {
          observed = soon();
        }
        begin(observed);
      }
      if (!inFlight.isEmpty() || hostMoves.busy() || partHooks.busy()) {
        List<Ended> ended = bench.ended();
        observed = seenAgain(ended);
        for (Ended end : ended) {
          settle(end, observed);
        }
      } else if (waits(observed)) {
        time.sleep(IDLE_POLL);
        observed = pace.paused() && seenWithin(PAUSED_LOOK) ? observed : all();
      } else if (looks.isBehind() || (!pace.mustGoBack() && isStale())) {
        // What an earlier look left alone, someone may have given back meanwhile.
        observed = all();
      } else {
        return end(observed);
      }
    }
  }

  private boolean isStale() {
    return !seenWithin(STALE);
  }

  private boolean seenWithin(Duration age) {
    return !looked.plus(age).isBefore(time.now());
  }

  /// For what may begin now: a host that is slow to answer holds up no other.
  private Observed soon() throws InterruptedException {
    looked = time.now();
    return told(looks.soon(), Set.of());
  }

  /// Where nothing may begin, nobody is held up. Only such a look is enough to end by.
  private Observed all() throws InterruptedException {
    Observed fresh = told(looks.all(), Set.of());
    looked = time.now();
    return fresh;
  }

  /// Tells hosts that a lane has changed, and those that can be read again, or no longer.
  private Observed told(Observed fresh, Set<Host> changed) {
    for (HostView view : fresh.hosts()) {
      boolean turned =
          switch (view) {
            case HostView.Unreachable _ -> dark.add(view.host());
            case HostView.Seen _ -> dark.remove(view.host());
          };
      if (turned || changed.contains(view.host())) {
        gear.story().tell(new Event.HostSeen(view));
      }
    }
    return fresh;
  }

  /// What ended while one look was under way is looked at together with the next: so the time that
  /// looks take does not grow with the number of hosts.
  private Observed seenAgain(List<Ended> ended) throws InterruptedException {
    Set<Host> changed =
        ended.stream()
            .flatMap(end -> end.changed().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return told(looks.anew(changed), changed);
  }

  private boolean mayBegin(Observed observed) {
    return !mendable(observed).isEmpty()
        || !moves(observed).isEmpty()
        || (pace.begins() && !plan(observed).ready().isEmpty());
  }

  /// Hosts that may leave the edge or join it now. Where nothing else is begun, those that are out
  /// join again as they are.
  private List<EdgeMove> moves(Observed observed) {
    return pace.begins()
        ? plan(observed).moves()
        : pace.mends()
            ? mending(observed).moves().stream()
                .filter(move -> move.way() == EdgeMove.Way.JOIN)
                .toList()
            : List.of();
  }

  private void begin(Observed observed) {
    for (Lane lane : mendable(observed)) {
      goingBack.add(lane.slot());
      start(lane, view(observed, lane), lane.endsEmpty() ? "" : "the earlier release");
    }
    if (pace.begins()) {
      for (Lane lane : plan(observed).ready()) {
        SlotView view = view(observed, lane);
        if (partHooks.opens(lane, view, observed)) {
          start(lane, view, lane.endsEmpty() ? "" : version());
        }
      }
    }
    for (EdgeMove move : moves(observed)) {
      if (partHooks.opens(move, observed)) {
        idleSince = Optional.empty();
        hostMoves.start(move);
      }
    }
  }

  private static SlotView view(Observed observed, Lane lane) {
    return observed.slot(lane.slot()).orElseThrow();
  }

  private Plan plan(Observed observed) {
    return forth.plan(
        desired.respecting(lanesDone.keySet()), observed, standing(failures.failed()));
  }

  /// Lanes of slots that failed which may begin now.
  private List<Lane> mendable(Observed observed) {
    return failures.failed().isEmpty() ? List.of() : mending(observed).ready();
  }

  /// Slots that failed go back to what they ran before.
  private Plan mending(Observed observed) {
    Target.Back earlier = before.of(pace.mends() ? failures.failed() : Set.of());
    var target = new Desired(desired.service(), earlier, desired.policy(), desired.scope());
    return back.plan(target, observed, standing(failures.abandoned()));
  }

  private Standing standing(Set<Slot> givenUp) {
    return new Standing(
        inFlight,
        leaving,
        givenUp,
        hostMoves.moving(),
        hostMoves.stranded(),
        marks.found(inFlight));
  }

  /// Whether something is left that may become possible by itself, or by a person.
  private boolean waits(Observed observed) {
    // A pause that came since the last look keeps lanes from beginning, and must not pass for an
    // end.
    pace.heed();
    if (pace.paused()) {
      idleSince = Optional.empty();
      return true;
    }
    Plan plan = plan(observed);
    boolean left =
        (pace.begins() && (!plan.isEmpty() || unread(observed) > 0))
            || !mending(observed).lanes().isEmpty()
            || !moves(observed).isEmpty();
    return left && (patient() || givesUp(observed, plan));
  }

  private boolean patient() {
    Instant since = idleSince.orElse(time.now());
    idleSince = Optional.of(since);
    return time.now().isBefore(since.plus(PATIENCE));
  }

  /// @return whether a person is asked how to go on
  private boolean givesUp(Observed observed, Plan plan) {
    Set<Slot> slots =
        Stream.of(
                plan.waiting().stream().map(waiting -> waiting.lane().slot()),
                plan.held().stream().flatMap(held -> slotsOf(held.host())),
                desired.scope().of(observed).unreachable().flatMap(dark -> slotsOf(dark.host())))
            .flatMap(some -> some)
            .collect(Collectors.toSet());
    Setbacks.leftover(desired.scope().of(observed), plan)
        .ifPresent(why -> failures.add(slots, why));
    pace.heed();
    return pace.paused();
  }

  private Stream<Slot> slotsOf(Host host) {
    return IntStream.rangeClosed(1, desired.service().slots())
        .mapToObj(number -> new Slot(host, number));
  }

  private int unread(Observed observed) {
    return Math.toIntExact(desired.scope().of(observed).unreachable().count());
  }

  private End end(Observed observed) {
    slotHooks.close(failures.first());
    partHooks.close(failures.first());
    return new End(
        observed,
        before.touched(),
        before.releases(),
        before.spares(),
        failures.first(),
        pace.mustGoBack() ? Next.GO_BACK : Next.NOTHING);
  }

  private String version() {
    return switch (desired.target()) {
      case Target.Everywhere(_, var name) -> name;
      case Target.Back _ -> "the earlier release";
    };
  }

  private void start(Lane lane, SlotView view, String version) {
    idleSince = Optional.empty();
    inFlight.add(lane.slot());
    marks.takes(lane.slot());
    if (lane.empties()) {
      leaving.add(lane.slot());
    }
    if (goingBack.contains(lane.slot())) {
      before.comesBack(lane);
    } else {
      before.leaves(view, lane);
    }
    gear.story().tell(new Event.LaneStarted(lane.slot(), lane.cause(), version));
    Course course = goingBack.contains(lane.slot()) ? Course.BACK : course();
    bench.start(() -> run(lane, view, course));
  }

  private Course course() {
    return switch (desired.target()) {
      case Target.Everywhere _ -> Course.FORTH;
      case Target.Back _ -> Course.BACK;
    };
  }

  /// A bug ends its own lane only: the others end as ever, and everything goes back.
  private LaneEnd run(Lane lane, SlotView view, Course course) throws InterruptedException {
    try {
      LaneEnd end = slotHooks.around(lane, view, course, () -> new LaneRun(gear, lane).run());
      if (end instanceof LaneEnd.Postponed) {
        time.sleep(AFTER_POSTPONEMENT);
      }
      return end;
    } catch (RuntimeException bug) {
      Problem problem = Setbacks.bug("ended the lane of %s".formatted(lane.slot()), bug);
      gear.story().tell(new Event.LaneFailed(lane.slot(), problem));
      return new LaneEnd.Failed(lane, problem);
    }
  }

  private void settle(Ended ended, Observed observed) {
    switch (ended) {
      case LaneEnd end -> settle(end, observed);
      case HostMoves.End end -> settle(end, observed);
      case PartHooks.End end -> settle(end, observed);
    }
  }

  private void settle(LaneEnd end, Observed observed) {
    Slot slot = end.lane().slot();
    inFlight.remove(slot);
    leaving.remove(slot);
    boolean wentBack = goingBack.remove(slot);
    switch (end) {
      case LaneEnd.Done _ -> {
        pace.movesOn();
        String version =
            end.lane().endsEmpty()
                ? ""
                : observed
                    .slot(slot)
                    .flatMap(view -> view.holder())
                    .map(Berth::version)
                    .orElse("?");
        gear.story().tell(new Event.LaneEnded(slot, version, gear.ledger().out(slot)));
        if (lanesDone.merge(slot, 1, Integer::sum) > MOST_LANES) {
          failures.abandon(slot, Setbacks.restless(slot, MOST_LANES));
        }
      }
      case LaneEnd.Failed failed -> {
        if (wentBack) {
          failures.abandon(slot, failed.problem());
        } else {
          slotHooks.failed(failed);
          failures.add(slot, failed.problem());
        }
      }
      case LaneEnd.Postponed(_, var why) -> {
        if (postponements.merge(slot, 1, Integer::sum) > MOST_POSTPONEMENTS) {
          failures.abandon(
              slot,
              Setbacks.postponedTooOften(
                  slot, AFTER_POSTPONEMENT.multipliedBy(MOST_POSTPONEMENTS), why));
        }
      }
    }
  }

  private void settle(HostMoves.End end, Observed observed) {
    hostMoves.settle(end);
    Host host = end.move().host();
    switch (end) {
      case HostMoves.End.Done _ -> pace.movesOn();
      case HostMoves.End.PutOff _ -> {}
      case HostMoves.End.Failed(var move, var problem) -> {
        switch (move.way()) {
          case LEAVE -> lanesOf(host, observed).forEach(slot -> failures.add(slot, problem));
          // Its slots serve what they should, and nobody gets to them: nothing of them is to be
          // undone for that alone.
          case JOIN -> slotsOf(host).forEach(slot -> failures.abandon(slot, problem));
        }
      }
    }
  }

  private List<Slot> lanesOf(Host host, Observed observed) {
    return plan(observed).lanes().stream()
        .map(Lane::slot)
        .filter(slot -> slot.host().equals(host))
        .toList();
  }

  /// Where the hook of a batch or host fails, so do its slots: those that were to be begun, or
  /// those that were done.
  private void settle(PartHooks.End end, Observed observed) {
    partHooks.settle(end);
    end.failed()
        .ifPresent(why -> {
          Stream<Slot> slots =
              end.first()
                  ? plan(observed).lanes().stream().map(Lane::slot)
                  : Set.copyOf(lanesDone.keySet()).stream();
          slots.filter(slot -> end.of(slot.host())).forEach(slot -> failures.add(slot, why));
        });
  }
}
