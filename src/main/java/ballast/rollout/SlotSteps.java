package ballast.rollout;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.ServerView;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Lane;
import ballast.plan.Step;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The steps of one lane. Each reads again before it acts, trusts nothing that an earlier one saw,
/// and may be done again without harm.
///
/// ```
///            evidence      maintenance      its own            HAProxy's full check
///            of no request   + stopped      container runs     + its own health check
///  serves --> Drain ------> TakeOut ------> Start ----------> Prove ----------> Admit --> serves
///                |             |              |                 |
///                '-------------'--- failed: the slot's last container goes back the same way, by a new plan
/// ```
final class SlotSteps {
  private static final Duration SOAK_POLL = Duration.ofMillis(500);

  private final Gear gear;
  private final Lane lane;
  private final Slot slot;
  private final String server;
  private final Engine engine;
  private final Balancer balancer;
  private final Berths berths;
  private final Draining draining;
  private final Time time;

  /// The weight with which the slot served when this lane drained it.
  private Optional<Integer> served = Optional.empty();

  /// Whether a drain of this lane is in force, or may be.
  private boolean drained;

  SlotSteps(Gear gear, Lane lane) {
    this.gear = gear;
    this.lane = lane;
    this.slot = lane.slot();
    this.server = gear.service().balancer().server().of(slot.number());
    this.engine = gear.fleet().engine(slot.host());
    this.balancer = gear.fleet().balancer(slot.host());
    this.berths = new Berths(lane, engine);
    this.draining = new Draining(gear, slot, server);
    this.time = gear.time();
  }

  String carryOut(Step step) throws CallFailed, StepFailed, InterruptedException, Floor.WouldBreak {
    return switch (step) {
      case Step.Prepare _ -> prepare();
      case Step.Drain drain -> drain(drain);
      case Step.TakeOut(var grace) -> takeOut(grace);
      case Step.Start _ -> start();
      case Step.Prove prove -> prove(prove);
      case Step.Admit(int weight) -> admit(weight);
      case Step.Soak(var duration) -> soak(duration);
    };
  }

  private String prepare() throws CallFailed, StepFailed, InterruptedException {
    if (berths.wanted().isPresent()) {
      return "stands ready";
    }
    Release release =
        gear.release()
            .filter(one -> one.id().equals(lane.release()))
            .orElseThrow(() -> berths.gone("there is none on " + slot.host()));
    if (!engine.has(release.image())) {
      engine.pull(release.image(), _ -> {});
    }
    engine.create(slot, release, gear.rollout());
    return "";
  }

  private String drain(Step.Drain drain)
      throws CallFailed, StepFailed, InterruptedException, Floor.WouldBreak {
    Balancer.View before = balancer.read();
    ServerView now = before.server(server);
    var view = new SlotView(slot, berths.all(), now);
    postponeIfForeign(view);
    postponeIfTakenMeanwhile(view);
    if (now.serving()) {
      postponeUnlessPlanned();
      gear.floor().holdsWithout(slot, before);
      served = Optional.of(now.weight());
    }
    berths.claim();
    drainNow();
    if (served.isPresent()) {
      orServeOn(served.get());
    }
    return draining.await(drain);
  }

  private void drainNow() throws CallFailed, InterruptedException {
    Instant asked = time.now();
    try {
      balancer.drain(server);
    } catch (CallFailed failed) {
      switch (failed.effect()) {
        case NONE -> {}
        case UNKNOWN -> goesOut(asked);
      }
      throw failed;
    }
    goesOut(asked);
  }

  private void goesOut(Instant at) {
    drained = true;
    gear.ledger().goesOut(slot, at);
  }

  /// Someone may take the slot out between this lane's mark and its drain. When that drain failed
  /// and is tried again, the mark must not make theirs pass for ours: this lane saw the slot serve,
  /// puts nothing into maintenance here, and knows whether a drain of its own may be in force.
  private void postponeIfTakenMeanwhile(SlotView now)
      throws CallFailed, InterruptedException, Floor.WouldBreak {
    boolean maintenance = now.server().admission() == Admission.MAINT;
    if (served.isPresent() && (maintenance || (now.takenOut() && !drained))) {
      berths.unclaim();
      throw new Floor.WouldBreak("someone else has taken %s out meanwhile".formatted(slot));
    }
  }

  /// Someone may have taken the slot out since the planner saw it serve.
  private void postponeIfForeign(SlotView now) throws Floor.WouldBreak {
    if (now.foreignHand()) {
      throw new Floor.WouldBreak("someone else has taken %s out meanwhile".formatted(slot));
    }
  }

  /// A slot that was out when the planner let it go first, and serves now, has no part of the
  /// budget.
  private void postponeUnlessPlanned() throws Floor.WouldBreak {
    switch (lane.cost()) {
      case ONE_SLOT -> {}
      case FREE ->
          throw new Floor.WouldBreak("%s serves again, and waits its turn".formatted(slot));
    }
  }

  private void orServeOn(int weight) throws CallFailed, InterruptedException, Floor.WouldBreak {
    try {
      gear.floor().holdsWithout(slot, balancer.read());
    } catch (Floor.WouldBreak broken) {
      balancer.admit(server, weight);
      gear.ledger().serves(slot, time.now());
      berths.unclaim();
      throw broken;
    }
  }

  private String takeOut(Duration grace)
      throws CallFailed, StepFailed, InterruptedException, Floor.WouldBreak {
    ServerView now = balancer.read().server(server);
    var held = new SlotView(slot, berths.all(), now);
    postponeIfForeign(held);
    if (now.serving()) {
      gear.ledger().serves(slot, time.now());
      throw new Floor.WouldBreak(
          "%s was given requests again meanwhile, by someone else or by a reload".formatted(slot));
    }
    gear.ledger().goesOut(slot, time.now());
    berths.claim();
    balancer.fence(server);
    for (Berth berth : berths.all()) {
      if (berth.state().alive()) {
        draining.awaitStragglers();
        engine.stop(berth.id(), grace);
      }
      if (berth.place() == Berth.Place.HOLDER) {
        engine.move(slot, berth, Berth.Place.LAST);
      }
    }
    settle(held);
    return "";
  }

  /// Notes whose the answers were up to here. Who had the slot is `LAST` by now if this is done
  /// again.
  private void settle(SlotView held) throws CallFailed, InterruptedException {
    var counters = balancer.read().server(server).counters();
    held.holder()
        .or(() ->
            held.berths().stream().filter(berth -> berth.place() == Berth.Place.LAST).findFirst())
        .ifPresent(berth -> gear.ledger().left(slot, berth.version(), counters));
    draining.noteBrokenOff(counters);
  }

  /// Where no other container bears the mark of the hand-over, the new one does until it serves.
  private String start() throws CallFailed, StepFailed, InterruptedException {
    gear.ledger().goesOut(slot, time.now());
    Berth berth = berths.wantedOrFail();
    boolean marked =
        berths.all().stream()
            .anyMatch(other -> other.place() == Berth.Place.LAST && !other.id().equals(berth.id()));
    Berth.Place place = marked ? Berth.Place.HOLDER : Berth.Place.NEXT;
    if (berth.place() != place) {
      engine.move(slot, berth, place);
    }
    if (!berth.state().alive()) {
      engine.start(berth.id());
    }
    return "";
  }

  private String prove(Step.Prove prove) throws CallFailed, StepFailed, InterruptedException {
    gear.ledger().goesOut(slot, time.now());
    return new HealthWatch(gear, lane, server).await(prove);
  }

  private String admit(int weight) throws CallFailed, InterruptedException {
    balancer.admit(server, weight);
    gear.ledger().serves(slot, time.now());
    berths.handedOver();
    return "";
  }

  private String soak(Duration duration) throws CallFailed, StepFailed, InterruptedException {
    Instant until = time.now().plus(duration);
    while (time.now().isBefore(until)) {
      var view = balancer.read().server(server);
      if (!view.serving()) {
        throw new StepFailed(
            new Problem(
                "%s stopped serving while it soaked".formatted(slot),
                "HAProxy's check says " + view.check(),
                "look at its logs, mend the release and deploy again"));
      }
      time.sleep(SOAK_POLL);
    }
    return "";
  }
}
