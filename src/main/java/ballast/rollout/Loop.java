package ballast.rollout;

import ballast.event.Event;
import ballast.model.Berth;
import ballast.model.Observed;
import ballast.model.Problem;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Desired;
import ballast.plan.Desired.Target;
import ballast.plan.Lane;
import ballast.plan.Plan;
import ballast.plan.Planner;
import ballast.plan.Standing;
import ballast.port.Crew;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Plan, start what may start, wait for a lane to end, look at its host, and plan again. No barrier
/// but the planner's own.
final class Loop {
  /// A look at the fleet that is older than this is taken anew before another slot is taken out.
  private static final Duration STALE = Duration.ofSeconds(2);

  /// How often one slot may be put off because FLOOR would break, before that counts as a failure.
  private static final int MOST_POSTPONEMENTS = 60;

  private static final Duration AFTER_POSTPONEMENT = Duration.ofMillis(500);

  /// How often one slot's lane may end well and the slot need another one all the same.
  private static final int MOST_LANES = 3;

  /// How long nothing may be able to begin: a server that is down for a moment, or a host that
  /// cannot be read for one, is no reason to go back.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration IDLE_POLL = Duration.ofSeconds(1);

  /// When to begin no further lane.
  enum Pace {
    /// At the first failure, or when a person asks to stop.
    UNTIL_A_FAILURE,
    /// Never: what can be brought back is brought back.
    TO_THE_END
  }

  /// @param touched every slot that a lane was started for
  /// @param earlier what those ran before, where they ran anything
  /// @param problem the first one
  record End(
      Observed last, Set<Slot> touched, Map<Slot, ReleaseId> earlier, Optional<Problem> problem) {}

  private final Gear gear;
  private final Crew.Bench<LaneEnd> bench;
  private final Lookout lookout;
  private final StopSign stop;
  private final Time time;

  private final Set<Slot> touched = new HashSet<>();
  private final Map<Slot, ReleaseId> earlier = new HashMap<>();
  private final Map<Slot, Integer> postponements = new HashMap<>();
  private final Map<Slot, Integer> lanesDone = new HashMap<>();
  private Standing standing = Standing.NONE;
  private Optional<Problem> problem = Optional.empty();
  private Optional<Instant> idleSince = Optional.empty();

  Loop(Gear gear, Crew crew, Lookout lookout, StopSign stop) {
    this.gear = gear;
    this.bench = crew.bench();
    this.lookout = lookout;
    this.stop = stop;
    this.time = gear.time();
  }

  /// Ends when nothing is left that may be done; never while a lane runs.
  End roll(Desired desired, Pace pace) throws InterruptedException {
    Instant looked = time.now();
    Observed observed = lookout.all();
    while (true) {
      Plan plan = Planner.plan(desired, observed, standing);
      if (begins(pace) && !plan.ready().isEmpty()) {
        if (looked.plus(STALE).isBefore(time.now())) {
          looked = time.now();
          observed = lookout.all();
          plan = Planner.plan(desired, observed, standing);
        }
        for (Lane lane : plan.ready()) {
          start(desired, observed, lane);
        }
      }
      if (!standing.inFlight().isEmpty()) {
        LaneEnd end = bench.next();
        var view = lookout.host(end.lane().slot().host());
        gear.story().tell(new Event.HostSeen(view));
        observed = observed.with(view);
        settle(end, observed);
      } else if (begins(pace) && somethingLeft(desired.scope().of(observed), plan) && patient()) {
        time.sleep(IDLE_POLL);
        looked = time.now();
        observed = lookout.all();
      } else {
        return end(desired, observed, plan, pace);
      }
    }
  }

  private static boolean somethingLeft(Observed inScope, Plan plan) {
    return !plan.isEmpty() || inScope.unreachable().findAny().isPresent();
  }

  private boolean patient() {
    Instant since = idleSince.orElse(time.now());
    idleSince = Optional.of(since);
    return time.now().isBefore(since.plus(PATIENCE));
  }

  private End end(Desired desired, Observed observed, Plan plan, Pace pace) {
    return new End(
        observed,
        Set.copyOf(touched),
        Map.copyOf(earlier),
        begins(pace) ? problem.or(() -> leftover(desired.scope().of(observed), plan)) : problem);
  }

  private boolean begins(Pace pace) {
    return switch (pace) {
      case UNTIL_A_FAILURE -> problem.isEmpty() && !stop.raised();
      case TO_THE_END -> true;
    };
  }

  private void start(Desired desired, Observed observed, Lane lane) {
    idleSince = Optional.empty();
    standing = standing.started(lane.slot());
    touched.add(lane.slot());
    observed
        .slot(lane.slot())
        .flatMap(view -> before(view, lane.release()))
        .ifPresent(release -> earlier.putIfAbsent(lane.slot(), release));
    String version =
        switch (desired.target()) {
          case Target.Everywhere(_, var name) -> name;
          case Target.Back _ -> "the earlier release";
        };
    gear.story().tell(new Event.LaneStarted(lane.slot(), lane.cause(), version));
    bench.start(() -> run(lane));
  }

  /// What a slot ran before it gets `release`; in an interrupted hand-over that is the container
  /// that it was taken from.
  private static Optional<ReleaseId> before(SlotView view, ReleaseId release) {
    return view.berths().stream()
        .filter(berth -> berth.place() == Berth.Place.LAST && !berth.release().equals(release))
        .findFirst()
        .or(view::holder)
        .map(Berth::release);
  }

  /// A bug ends its own lane only: the others end as ever, and everything goes back.
  private LaneEnd run(Lane lane) throws InterruptedException {
    try {
      LaneEnd end = new LaneRun(gear, lane).run();
      if (end instanceof LaneEnd.Postponed) {
        time.sleep(AFTER_POSTPONEMENT);
      }
      return end;
    } catch (RuntimeException bug) {
      Problem problem = bug(lane.slot(), bug);
      gear.story().tell(new Event.LaneFailed(lane.slot(), problem));
      return new LaneEnd.Failed(lane, problem);
    }
  }

  private static Problem bug(Slot slot, RuntimeException bug) {
    String where =
        Arrays.stream(bug.getStackTrace()).findFirst().map(frame -> " at " + frame).orElse("");
    return new Problem(
        "a bug in Ballast ended the lane of %s".formatted(slot),
        bug + where,
        "report it with the journal of this rollout; what was replaced goes back by itself");
  }

  private void settle(LaneEnd end, Observed observed) {
    Slot slot = end.lane().slot();
    switch (end) {
      case LaneEnd.Done _ -> {
        standing = standing.ended(slot);
        String version =
            observed.slot(slot).flatMap(view -> view.holder()).map(Berth::version).orElse("?");
        gear.story().tell(new Event.LaneEnded(slot, version, gear.ledger().out(slot)));
        if (lanesDone.merge(slot, 1, Integer::sum) > MOST_LANES) {
          giveUp(slot, restless(slot));
        }
      }
      case LaneEnd.Failed(_, var why) -> giveUp(slot, why);
      case LaneEnd.Postponed _ -> {
        standing = standing.ended(slot);
        if (postponements.merge(slot, 1, Integer::sum) > MOST_POSTPONEMENTS) {
          giveUp(slot, postponedTooOften(slot));
        }
      }
    }
  }

  private void giveUp(Slot slot, Problem why) {
    standing = standing.gaveUp(slot);
    problem = problem.or(() -> Optional.of(why));
  }

  private static Problem restless(Slot slot) {
    return new Problem(
        "%s does not stay as it is left".formatted(slot),
        "it was brought to serve more than %d times in this rollout".formatted(MOST_LANES),
        "look at its logs, and at who else works on this host");
  }

  private static Problem postponedTooOften(Slot slot) {
    return new Problem(
        "%s could not be taken out".formatted(slot),
        "for %d s too few other slots of its host have been serving"
            .formatted(AFTER_POSTPONEMENT.multipliedBy(MOST_POSTPONEMENTS).toSeconds()),
        "ballast status shows which; bring them back, then deploy again");
  }

  private static Optional<Problem> leftover(Observed inScope, Plan plan) {
    return inScope
        .unreachable()
        .findFirst()
        .map(host ->
            new Problem(
                host.host() + " can no longer be read",
                host.problem().brief(),
                host.problem().next()))
        .or(() -> plan.waiting().stream().findFirst().map(first -> stuck(plan, first)));
  }

  private static Problem stuck(Plan plan, Plan.Waiting first) {
    int count = plan.waiting().size();
    return new Problem(
        "%d slot%s could not be taken out, %s the first"
            .formatted(count, count == 1 ? "" : "s", first.lane().slot()),
        first.why(),
        "ballast status shows what is out; bring it back, then deploy again");
  }
}
