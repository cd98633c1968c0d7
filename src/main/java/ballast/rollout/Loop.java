package ballast.rollout;

import ballast.event.Event;
import ballast.model.Berth;
import ballast.model.Observed;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.plan.Desired;
import ballast.plan.Desired.Target;
import ballast.plan.Lane;
import ballast.plan.Plan;
import ballast.plan.Planner;
import ballast.plan.Standing;
import ballast.port.Crew;
import java.time.Duration;
import java.time.Instant;
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

  /// When to begin no further lane.
  enum Pace {
    /// At the first failure, or when a person asks to stop.
    UNTIL_A_FAILURE,
    /// Never: what can be brought back is brought back.
    TO_THE_END
  }

  /// @param touched every slot that a lane was started for
  /// @param problem the first one
  record End(Observed last, Set<Slot> touched, Optional<Problem> problem) {}

  private final Gear gear;
  private final Crew.Bench<LaneEnd> bench;
  private final Survey survey;
  private final StopSign stop;

  private final Set<Slot> touched = new HashSet<>();
  private final Map<Slot, Integer> postponements = new HashMap<>();
  private Standing standing = Standing.NONE;
  private Optional<Problem> problem = Optional.empty();

  Loop(Gear gear, Crew crew, Survey survey, StopSign stop) {
    this.gear = gear;
    this.bench = crew.bench();
    this.survey = survey;
    this.stop = stop;
  }

  /// Ends when nothing is left that may be done; never while a lane runs.
  End roll(Desired desired, Observed first, Pace pace) throws InterruptedException {
    Observed observed = first;
    Instant looked = gear.time().now();
    while (true) {
      Plan plan = Planner.plan(desired, observed, standing);
      if (begins(pace)) {
        if (!plan.ready().isEmpty() && looked.plus(STALE).isBefore(gear.time().now())) {
          observed = survey.all();
          looked = gear.time().now();
          plan = Planner.plan(desired, observed, standing);
        }
        for (Lane lane : plan.ready()) {
          start(desired, lane);
        }
      }
      if (standing.inFlight().isEmpty()) {
        return new End(
            observed, touched, begins(pace) ? problem.or(leftover(observed, plan)) : problem);
      }
      LaneEnd end = bench.next();
      var view = survey.host(end.lane().slot().host());
      gear.story().tell(new Event.HostSeen(view));
      observed = observed.with(view);
      settle(end, observed);
    }
  }

  private boolean begins(Pace pace) {
    return switch (pace) {
      case UNTIL_A_FAILURE -> problem.isEmpty() && !stop.raised();
      case TO_THE_END -> true;
    };
  }

  private void start(Desired desired, Lane lane) {
    standing = standing.started(lane.slot());
    touched.add(lane.slot());
    String version =
        switch (desired.target()) {
          case Target.Everywhere(_, var name) -> name;
          case Target.Back _ -> "the earlier release";
        };
    gear.story().tell(new Event.LaneStarted(lane.slot(), lane.cause(), version));
    bench.start(() -> run(lane));
  }

  private LaneEnd run(Lane lane) throws InterruptedException {
    LaneEnd end = new LaneRun(gear, lane).run();
    if (end instanceof LaneEnd.Postponed) {
      gear.time().sleep(AFTER_POSTPONEMENT);
    }
    return end;
  }

  private void settle(LaneEnd end, Observed observed) {
    Slot slot = end.lane().slot();
    switch (end) {
      case LaneEnd.Done _ -> {
        standing = standing.ended(slot);
        String version =
            observed.slot(slot).flatMap(view -> view.holder()).map(Berth::version).orElse("?");
        gear.story().tell(new Event.LaneEnded(slot, version, gear.ledger().out(slot)));
      }
      case LaneEnd.Failed(_, var why) -> {
        standing = standing.gaveUp(slot);
        problem = problem.or(() -> Optional.of(why));
      }
      case LaneEnd.Postponed _ -> {
        standing = standing.ended(slot);
        if (postponements.merge(slot, 1, Integer::sum) > MOST_POSTPONEMENTS) {
          standing = standing.gaveUp(slot);
          problem = problem.or(() -> Optional.of(postponedTooOften(slot)));
        }
      }
    }
  }

  private static Problem postponedTooOften(Slot slot) {
    return new Problem(
        "%s could not be taken out".formatted(slot),
        "for %d s too few other slots of its host have been serving"
            .formatted(AFTER_POSTPONEMENT.multipliedBy(MOST_POSTPONEMENTS).toSeconds()),
        "ballast status shows which; bring them back, then deploy again");
  }

  private static java.util.function.Supplier<Optional<Problem>> leftover(
      Observed observed, Plan plan) {
    return () ->
        observed
            .unreachable()
            .findFirst()
            .map(host ->
                new Problem(
                    host.host() + " can no longer be read",
                    host.problem().brief(),
                    host.problem().next()))
            .or(() ->
                plan.waiting().stream()
                    .findFirst()
                    .map(waiting ->
                        new Problem(
                            "%d slot%s could not be taken out, %s the first"
                                .formatted(
                                    plan.waiting().size(),
                                    plan.waiting().size() == 1 ? "" : "s",
                                    waiting.lane().slot()),
                            waiting.why(),
                            "ballast status shows what is out; bring it back, then deploy again")));
  }
}
