package ballast.rollout;

import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.event.Story;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.Observed;
import ballast.model.Origin;
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
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Fleet;
import ballast.port.Hooks;
import ballast.port.Time;
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
///  prepare: pull and create on every host -- failed --> not begun (no slot was touched)
///     |
///  roll: lanes as the planner allows ------ failed --> roll again, with the earlier releases --> went back | mixed
///     |
///  tidy --> done
/// ```
public final class Rollout {
  private final Lease lease;
  private final Origin origin;
  private final Service service;
  private final Policy policy;
  private final Fleet fleet;
  private final Crew crew;
  private final Time time;
  private final Story story;
  private final Signal signal;
  private final Lookout lookout;
  private final Hooks hooks;

  /// A rollout without hooks.
  ///
  /// @param lease held until this rollout has ended: it changes nothing without it
  public Rollout(
      Lease lease,
      Service service,
      Policy policy,
      Fleet fleet,
      Crew crew,
      Time time,
      Story story,
      Signal signal) {
    this(lease, service, policy, fleet, crew, time, story, signal, Hooks.NONE);
  }

  /// @param lease held until this rollout and its last hook have ended
  public Rollout(
      Lease lease,
      Service service,
      Policy policy,
      Fleet fleet,
      Crew crew,
      Time time,
      Story story,
      Signal signal,
      Hooks hooks) {
    this.lease = lease;
    this.origin = new Origin(lease.purpose(), lease.generation());
    this.service = service;
    this.policy = policy;
    this.fleet = new FencedFleet(fleet, lease);
    this.crew = crew;
    this.time = time;
    this.story = story;
    this.signal = signal;
    this.hooks = hooks;
    this.lookout =
        new Lookout(new Survey(service, this.fleet, crew, policy.strategy().edge()), crew, time);
  }

  /// Brings every slot to the release, or what the policy says when some fail.
  ///
  /// @param first the look at the fleet that the person has seen the plan of
  public Receipt deploy(Release release, Observed first) throws InterruptedException {
    return deploy(release, first, new Scope.All());
  }

  /// The same for some hosts only.
  ///
  /// @param first a look at the whole fleet: FLOOR is kept over all of it, whatever the scope
  public Receipt deploy(Release release, Observed first, Scope scope) throws InterruptedException {
    var desired =
        new Desired(service, new Target.Everywhere(release.id(), release.version()), policy, scope);
    return tell(desired, Optional.of(release), release.version(), first);
  }

  /// Brings slots to what is there for them already: nothing is pulled, and nothing goes back when
  /// it fails, since it is a way back itself.
  ///
  /// @param desired its target must name a release that has a container in each slot it names
  /// @param version what a person calls that
  /// @param first a look at the whole fleet
  public Receipt bring(Desired desired, String version, Observed first)
      throws InterruptedException {
    return tell(desired, Optional.empty(), version, first);
  }

  /// Takes slots out for maintenance: drained by evidence, their containers run on. They bear no
  /// mark, so whoever comes leaves them as they are, and they count as out.
  ///
  /// @param emptied hosts that a person wants to have nothing serve on: there FLOOR is theirs
  /// @param slots that serve now, or are out already
  /// @param first a look at the whole fleet
  public Aside setAside(Set<Slot> slots, Set<Host> emptied, Observed first)
      throws InterruptedException {
    Gear usual = gear(Optional.empty(), new Ledger(first));
    return new SettingAside(usual, crew, lookout, policy, signal).setAside(slots, emptied, first);
  }

  private Receipt tell(Desired desired, Optional<Release> release, String version, Observed first)
      throws InterruptedException {
    Instant started = time.now();
    var forecast = Forecast.of(desired, first);
    story.tell(
        new Event.RolloutStarted(
            origin.rollout(), service.name(), version, forecast.lanes(), forecast.mostOut()));
    first.hosts().forEach(view -> story.tell(new Event.HostSeen(view)));
    forecast.notices().forEach(notice -> story.tell(new Event.Noticed(notice)));
    var ledger = new Ledger(first);
    Gear gear = gear(release, ledger);
    var hooking = new Hooking(hooks, gear, crew, signal, desired, version, first);
    Result result =
        release.isPresent()
            ? carryOut(gear, hooking, desired, first, forecast)
            : bringThere(gear, hooking, desired, first, forecast);
    hooking.end(result);
    List<String> notices =
        Stream.concat(forecast.notices().stream(), hooking.notices().stream()).toList();
    Receipt receipt = new Reckoning(gear, desired, version, started).receipt(result, notices);
    story.tell(new Event.RolloutEnded(receipt));
    return receipt;
  }

  private Gear gear(Optional<Release> release, Ledger ledger) {
    return new Gear(lease, origin, service, release, fleet, time, story, ledger, new LeftMarks());
  }

  private Result carryOut(
      Gear gear, Hooking hooking, Desired desired, Observed first, Forecast forecast)
      throws InterruptedException {
    Optional<Problem> refused = refusal(desired.scope().of(first), forecast);
    if (refused.isPresent()) {
      return new Result(Outcome.NOT_BEGUN, first, refused);
    }
    if (forecast.isEmpty()) {
      Optional<Problem> held = Setbacks.held(Planner.plan(desired, first, Standing.NONE));
      return held.isPresent() ? new Result(Outcome.NOT_BEGUN, first, held) : nothingToDo(first);
    }
    if (signal.stopped()) {
      return new Result(Outcome.STOPPED, first, Optional.empty());
    }
    Hooks.Ending before = hooking.begin();
    if (before.failure().isPresent()) {
      return new Result(asItWas(desired, first), first, before.failure());
    }
    if (lease.lost().isPresent()) {
      return lockLost();
    }
    if (signal.stopped()) {
      return new Result(Outcome.STOPPED, first, Optional.empty());
    }
    var preparation = new Preparation(gear, crew, signal);
    Optional<Problem> unprepared = preparation.prepare(Planner.plan(desired, first, Standing.NONE));
    if (lease.lost().isPresent()) {
      return lockLost();
    }
    if (signal.stopped()) {
      preparation.discard(desired, lookout.all(), Set.of());
      return new Result(Outcome.STOPPED, lookout.all(), Optional.empty());
    }
    if (unprepared.isPresent()) {
      preparation.discard(desired, lookout.all(), Set.of());
      Observed last = lookout.all();
      return new Result(asItWas(desired, last), last, unprepared);
    }
    // The first look may be minutes old by now; the loop takes its own.
    Loop.End end = loop(gear, hooking, desired, first, Pace.Heeds.ALL).roll();
    if (lease.lost().isPresent()) {
      return lockLost();
    }
    switch (end.next()) {
      case GO_BACK -> {
        return goBack(gear, hooking, desired, end, preparation);
      }
      case NOTHING -> {}
    }
    if (asDesired(desired, end.last())) {
      new Tidy(gear, crew, policy.keep()).tidy(end.last(), desired.scope());
    } else {
      preparation.discard(desired, lookout.all(), end.touched());
    }
    return ended(desired, end);
  }

  private Loop loop(Gear gear, Hooking hooking, Desired desired, Observed first, Pace.Heeds heeds) {
    return new Loop(
        gear, hooking, crew, lookout, signal, desired, heeds, desired.slots(first), first);
  }

  private Result bringThere(
      Gear gear, Hooking hooking, Desired desired, Observed first, Forecast forecast)
      throws InterruptedException {
    if (forecast.isEmpty() && asDesired(desired, first)) {
      return nothingToDo(first);
    }
    hooking.begin();
    Loop.End end = loop(gear, hooking, desired, first, Pace.Heeds.A_PERSON).roll();
    return lease.lost().isPresent() ? lockLost() : ended(desired, end);
  }

  /// How it ended where nothing is to go back.
  private Result ended(Desired desired, Loop.End end) throws InterruptedException {
    Observed last = lookout.all();
    Outcome outcome =
        asDesired(desired, end.last())
            ? Outcome.DONE
            : signal.stopped()
                ? Outcome.STOPPED
                : end.touched().isEmpty() ? asItWas(desired, last) : Outcome.MIXED;
    return new Result(outcome, last, outcome == Outcome.DONE ? Optional.empty() : end.problem());
  }

  /// A machine that slept since that look may have lost the lock to another rollout, which makes
  /// something else of the fleet.
  private Result nothingToDo(Observed first) throws InterruptedException {
    try {
      lease.mustHold();
      return new Result(Outcome.NOTHING_TO_DO, first, Optional.empty());
    } catch (CallFailed _) {
      return lockLost();
    }
  }

  /// Whoever has the lock now reads what is half done, and finishes or undoes it.
  private Result lockLost() throws InterruptedException {
    return new Result(Outcome.LOCK_LOST, lookout.all(), lease.lost());
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

  private Result goBack(
      Gear gear, Hooking hooking, Desired desired, Loop.End failed, Preparation preparation)
      throws InterruptedException {
    Problem cause = failed.problem().orElseThrow();
    story.tell(new Event.GoingBack(cause.what(), failed.earlier().size()));
    var back =
        new Desired(
            service, new Target.Back(failed.earlier(), failed.spares()), policy, desired.scope());
    Loop.End run = loop(gear, hooking, back, failed.last(), Pace.Heeds.NOTHING).roll();
    if (lease.lost().isPresent()) {
      return lockLost();
    }
    preparation.discard(desired, lookout.all(), failed.touched());
    Observed last = lookout.all();
    last.hosts().forEach(view -> story.tell(new Event.HostSeen(view)));
    // The host that keeps it may have gone dark while what is not needed was cleared away.
    if (lease.lost().isPresent()) {
      return lockLost();
    }
    boolean asBefore =
        run.problem().isEmpty()
            && asDesired(back, last)
            && failed.touched().stream().allMatch(slot -> runs(back, last, slot))
            && noneServes(desired, last);
    return new Result(
        asBefore
            ? gear.ledger().untouched() ? Outcome.NOT_BEGUN : Outcome.WENT_BACK
            : Outcome.MIXED,
        last,
        Optional.of(run.problem().map(worse -> both(cause, worse)).orElse(cause)));
  }

  /// A rollout that was broken off before may have left slots that serve what just failed.
  private static boolean noneServes(Desired desired, Observed last) {
    return desired
        .scope()
        .of(last)
        .slots()
        .noneMatch(view -> desired.releaseOf(view.slot()).filter(view::serves).isPresent());
  }

  /// How it ended where nothing was touched.
  private static Outcome asItWas(Desired desired, Observed last) {
    return noneServes(desired, last) ? Outcome.NOT_BEGUN : Outcome.MIXED;
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
}
