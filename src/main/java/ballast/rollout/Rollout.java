package ballast.rollout;

import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.event.Story;
import ballast.model.Berth;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Desired;
import ballast.plan.Desired.Target;
import ballast.plan.Forecast;
import ballast.plan.Planner;
import ballast.plan.Scope;
import ballast.plan.Standing;
import ballast.port.Crew;
import ballast.port.Fleet;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Rolls a release over the fleet: observe, plan, run what the budget allows; whenever a lane ends,
/// look at its host again and plan again. Decides nothing that the planner could.
///
/// ```
///  observe --> nothing to do
///     |
///  prepare: pull and create on every host -- failed --> went back (no slot was touched)
///     |
///  roll: lanes as the planner allows ------ failed --> roll again, with the earlier releases --> went back | mixed
///     |
///  tidy --> done
/// ```
public final class Rollout {
  private final String id;
  private final Service service;
  private final Policy policy;
  private final Fleet fleet;
  private final Crew crew;
  private final Time time;
  private final Story story;
  private final StopSign stop;
  private final Lookout lookout;

  public Rollout(
      String id,
      Service service,
      Policy policy,
      Fleet fleet,
      Crew crew,
      Time time,
      Story story,
      StopSign stop) {
    this.id = id;
    this.service = service;
    this.policy = policy;
    this.fleet = fleet;
    this.crew = crew;
    this.time = time;
    this.story = story;
    this.stop = stop;
    this.lookout = new Lookout(new Survey(service, fleet, crew), time);
  }

  /// Brings every slot to the release, or everything back to what it was.
  ///
  /// @param first the look at the fleet that the person has seen the plan of
  public Receipt deploy(Release release, Observed first) throws InterruptedException {
    return deploy(release, first, new Scope.All());
  }

  /// The same for some hosts only.
  ///
  /// @param first a look at the whole fleet: FLOOR is kept over all of it, whatever the scope
  public Receipt deploy(Release release, Observed first, Scope scope) throws InterruptedException {
    Instant started = time.now();
    var desired =
        new Desired(service, new Target.Everywhere(release.id(), release.version()), policy, scope);
    var forecast = Forecast.of(desired, first);
    story.tell(
        new Event.RolloutStarted(
            id, service.name(), release.version(), forecast.lanes(), forecast.mostOut()));
    first.hosts().forEach(view -> story.tell(new Event.HostSeen(view)));
    forecast.notices().forEach(notice -> story.tell(new Event.Noticed(notice)));

    var ledger = new Ledger(first);
    var gear =
        new Gear(
            id,
            service,
            Optional.of(release),
            fleet,
            time,
            story,
            ledger,
            new Floor(service, policy));
    Result result = carryOut(gear, desired, first, forecast);
    // Someone may have taken a slot out meanwhile: what was left alone is told.
    List<String> notices =
        Stream.concat(
                forecast.notices().stream(),
                Planner.plan(desired, result.last(), Standing.NONE).notices().stream())
            .distinct()
            .toList();
    var receipt = receipt(release, desired.scope(), ledger, result, notices, started);
    story.tell(new Event.RolloutEnded(receipt));
    return receipt;
  }

  private record Result(Outcome outcome, Observed last, Optional<Problem> problem) {}

  private Result carryOut(Gear gear, Desired desired, Observed first, Forecast forecast)
      throws InterruptedException {
    Optional<Problem> refused = refusal(desired.scope().of(first), forecast);
    if (refused.isPresent()) {
      return new Result(Outcome.WENT_BACK, first, refused);
    }
    if (forecast.isEmpty()) {
      return new Result(Outcome.NOTHING_TO_DO, first, Optional.empty());
    }
    var preparation = new Preparation(gear, crew);
    Optional<Problem> unprepared = preparation.prepare(Planner.plan(desired, first, Standing.NONE));
    if (unprepared.isPresent()) {
      preparation.discard(desired, lookout.all(), Set.of());
      return new Result(Outcome.WENT_BACK, lookout.all(), unprepared);
    }
    // The first look may be minutes old by now; the loop takes its own.
    Loop.End end = new Loop(gear, crew, lookout, stop).roll(desired, Loop.Pace.UNTIL_A_FAILURE);
    if (end.problem().isPresent()) {
      return goBack(gear, desired, end, preparation);
    }
    boolean finished = asDesired(desired, end.last());
    if (finished) {
      new Tidy(gear, crew).tidy(desired.scope().of(end.last()));
    } else {
      preparation.discard(desired, lookout.all(), end.touched());
    }
    return new Result(finished ? Outcome.DONE : Outcome.STOPPED, lookout.all(), Optional.empty());
  }

  /// Nothing is begun that could not be ended, for all that can be seen.
  private static Optional<Problem> refusal(Observed inScope, Forecast forecast) {
    return inScope
        .unreachable()
        .findFirst()
        .map(dark ->
            new Problem(
                dark.host() + " cannot be read: nothing was touched",
                dark.problem().brief(),
                dark.problem().next()))
        .or(() ->
            forecast.stuck().stream()
                .findFirst()
                .map(stuck ->
                    new Problem(
                        "%d of the slots could never be taken out: nothing was touched"
                            .formatted(forecast.stuck().size()),
                        stuck.lane().slot() + ": " + stuck.why(),
                        "bring back what is out, or raise max_out or per_host")));
  }

  /// Whether everything that should be touched is as desired; what cannot be read is not.
  private static boolean asDesired(Desired desired, Observed observed) {
    return desired.scope().of(observed).unreachable().findAny().isEmpty()
        && Planner.plan(desired, observed, Standing.NONE).isEmpty();
  }

  private Result goBack(Gear gear, Desired desired, Loop.End failed, Preparation preparation)
      throws InterruptedException {
    Problem cause = failed.problem().orElseThrow();
    story.tell(new Event.GoingBack(cause.what(), failed.earlier().size()));
    var back = new Desired(service, new Target.Back(failed.earlier()), policy, desired.scope());
    Loop.End run = new Loop(gear, crew, lookout, stop).roll(back, Loop.Pace.TO_THE_END);
    preparation.discard(desired, lookout.all(), failed.touched());
    Observed last = lookout.all();
    last.hosts().forEach(view -> story.tell(new Event.HostSeen(view)));
    boolean asBefore =
        run.problem().isEmpty()
            && asDesired(back, last)
            && failed.touched().stream().allMatch(slot -> runs(back, last, slot));
    return new Result(
        asBefore ? Outcome.WENT_BACK : Outcome.MIXED,
        last,
        Optional.of(run.problem().map(worse -> both(cause, worse)).orElse(cause)));
  }

  /// A slot that ran nothing before has nothing to go back to, and one that someone else took out
  /// stays as it is: the planner has no lane for either, and the fleet is not as it was.
  private static boolean runs(Desired desired, Observed observed, Slot slot) {
    return observed
        .slot(slot)
        .flatMap(SlotView::running)
        .map(Berth::release)
        .equals(desired.releaseOf(slot));
  }

  private static Problem both(Problem cause, Problem worse) {
    return new Problem(
        cause.what() + "; and going back failed: " + worse.what(),
        cause.why() + "\n        going back: " + worse.why(),
        "ballast status shows what runs where; mend that, then deploy the release that should run everywhere");
  }

  private Receipt.Reach reach(Release release, Scope scope, Observed last) {
    int slots = last.hosts().size() * service.slots();
    int serving = serving(release, last);
    Observed inScope = scope.of(last);
    long leftAlone =
        inScope.slots().filter(view -> !view.serves(release.id()) && view.foreignHand()).count();
    int outside = slots - inScope.hosts().size() * service.slots();
    return new Receipt.Reach(
        slots,
        serving,
        Math.toIntExact(leftAlone),
        outside - (serving - serving(release, inScope)));
  }

  private static int serving(Release release, Observed observed) {
    return Math.toIntExact(observed.slots().filter(view -> view.serves(release.id())).count());
  }

  private Receipt receipt(
      Release release,
      Scope scope,
      Ledger ledger,
      Result result,
      List<String> notices,
      Instant started) {
    Observed last = scope.of(result.last());
    Instant now = time.now();
    return new Receipt(
        id,
        service.name(),
        release.version(),
        result.outcome(),
        started,
        Duration.between(started, now),
        ledger.moved(),
        ledger.byVersion(last),
        ledger.lost(last),
        ledger.cut(),
        ledger.retried(last),
        ledger.slots(last, now),
        reach(release, scope, result.last()),
        result.problem(),
        notices);
  }
}
