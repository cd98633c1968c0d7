package ballast.rollout;

import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.event.Story;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.ReleaseId;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.plan.Desired;
import ballast.plan.Desired.Target;
import ballast.plan.Forecast;
import ballast.plan.Planner;
import ballast.plan.Standing;
import ballast.port.Crew;
import ballast.port.Fleet;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
  private final Survey survey;

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
    this.survey = new Survey(service, fleet, crew);
  }

  /// Brings every slot to the release, or everything back to what it was.
  ///
  /// @param first the look at the fleet that the person has seen the plan of
  public Receipt deploy(Release release, Observed first) throws InterruptedException {
    Instant started = time.now();
    var desired =
        new Desired(service, new Target.Everywhere(release.id(), release.version()), policy);
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
    var receipt = receipt(release, ledger, result, forecast.notices(), started);
    story.tell(new Event.RolloutEnded(receipt));
    return receipt;
  }

  private record Result(Outcome outcome, Observed last, Optional<Problem> problem) {}

  private Result carryOut(Gear gear, Desired desired, Observed first, Forecast forecast)
      throws InterruptedException {
    if (forecast.isEmpty()) {
      return new Result(Outcome.NOTHING_TO_DO, first, Optional.empty());
    }
    var preparation = new Preparation(gear, crew);
    Optional<Problem> unprepared = preparation.prepare(Planner.plan(desired, first, Standing.NONE));
    if (unprepared.isPresent()) {
      preparation.discard(desired);
      return new Result(Outcome.WENT_BACK, survey.all(), unprepared);
    }
    Loop.End end =
        new Loop(gear, crew, survey, stop).roll(desired, first, Loop.Pace.UNTIL_A_FAILURE);
    if (end.problem().isPresent()) {
      return goBack(gear, desired, first, end, preparation);
    }
    boolean unfinished = !Planner.plan(desired, end.last(), Standing.NONE).isEmpty();
    if (unfinished) {
      preparation.discard(desired);
    } else {
      new Tidy(gear, crew).tidy(end.last());
    }
    Observed last = survey.all();
    return new Result(unfinished ? Outcome.STOPPED : Outcome.DONE, last, Optional.empty());
  }

  private Result goBack(
      Gear gear, Desired desired, Observed first, Loop.End failed, Preparation preparation)
      throws InterruptedException {
    Problem cause = failed.problem().orElseThrow();
    Map<Slot, ReleaseId> earlier = earlier(first, failed.touched());
    story.tell(new Event.GoingBack(cause.what(), earlier.size()));
    var back = new Desired(service, new Target.Back(earlier), policy);
    Loop.End run =
        new Loop(gear, crew, survey, stop).roll(back, survey.all(), Loop.Pace.TO_THE_END);
    preparation.discard(desired);
    Observed last = survey.all();
    last.hosts().forEach(view -> story.tell(new Event.HostSeen(view)));
    boolean asBefore = run.problem().isEmpty() && Planner.plan(back, last, Standing.NONE).isEmpty();
    return new Result(
        asBefore ? Outcome.WENT_BACK : Outcome.MIXED,
        last,
        Optional.of(run.problem().map(worse -> both(cause, worse)).orElse(cause)));
  }

  private static Problem both(Problem cause, Problem worse) {
    return new Problem(
        cause.what() + "; and going back failed: " + worse.what(),
        cause.why() + "\n        going back: " + worse.why(),
        "ballast status shows what runs where; mend that, then deploy the release that should run everywhere");
  }

  /// What each slot that was touched ran before.
  private static Map<Slot, ReleaseId> earlier(Observed first, Set<Slot> touched) {
    var earlier = new HashMap<Slot, ReleaseId>();
    first
        .slots()
        .filter(view -> touched.contains(view.slot()))
        .forEach(view ->
            view.berths().stream()
                .filter(berth -> berth.place() == Berth.Place.LAST)
                .findFirst()
                .or(view::holder)
                .ifPresent(berth -> earlier.put(view.slot(), berth.release())));
    return earlier;
  }

  private Receipt receipt(
      Release release, Ledger ledger, Result result, List<String> notices, Instant started) {
    Counters backends = ledger.backends(result.last());
    var byVersion = ledger.byVersion(result.last());
    Counters servers = byVersion.values().stream().reduce(Counters.NONE, Counters::plus);
    long unanswered = Math.max(0, backends.serverErrors() - servers.serverErrors());
    return new Receipt(
        id,
        service.name(),
        release.version(),
        result.outcome(),
        started,
        Duration.between(started, time.now()),
        ledger.moved(),
        byVersion,
        Math.max(0, unanswered + servers.serverAborts() - ledger.cut()),
        ledger.cut(),
        servers.retries() + servers.redispatches(),
        ledger.slots(result.last()),
        result.problem(),
        notices);
  }
}
