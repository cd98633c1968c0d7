package ballast.rollout;

import ballast.event.Event;
import ballast.model.Berth;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.Slot;
import ballast.plan.Lane;
import ballast.plan.Step;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Carries out the steps of one lane, one after another, and reads again before each: no step
/// trusts what an earlier one saw.
///
/// ```
///            evidence      maintenance      its own            HAProxy's full check
///            of no request   + stopped      container runs     + its own health check
///  serves --> Drain ------> TakeOut ------> Start ----------> Prove ----------> Admit --> serves
///                |             |              |                 |
///                '-------------'--- failed: the slot's last container goes back the same way, by a new plan
/// ```
final class LaneRun {
  /// How long requests that slipped in between drain and maintenance may take to end.
  private static final Duration STRAGGLERS_END = Duration.ofSeconds(30);

  private static final Duration SOAK_POLL = Duration.ofMillis(500);

  private final Gear gear;
  private final Lane lane;
  private final Slot slot;
  private final String server;
  private final Engine engine;
  private final Balancer balancer;
  private final Time time;

  LaneRun(Gear gear, Lane lane) {
    this.gear = gear;
    this.lane = lane;
    this.slot = lane.slot();
    this.server = gear.service().balancer().server().of(slot.number());
    this.engine = gear.fleet().engine(slot.host());
    this.balancer = gear.fleet().balancer(slot.host());
    this.time = gear.time();
  }

  /// Runs the lane to its end. Whatever goes wrong is in the result; only an interruption is
  /// thrown.
  LaneEnd run() throws InterruptedException {
    for (Step step : lane.steps()) {
      Instant started = time.now();
      gear.story().tell(new Event.StepStarted(slot, step));
      try {
        String detail = carryOut(step);
        Duration took = Duration.between(started, time.now());
        gear.ledger().step(slot, step, started, took);
        gear.story().tell(new Event.StepEnded(slot, step, took, detail));
      } catch (Floor.WouldBreak postponed) {
        gear.story().tell(new Event.LanePostponed(slot, String.valueOf(postponed.getMessage())));
        return new LaneEnd.Postponed(lane);
      } catch (CallFailed failed) {
        gear.story().tell(new Event.LaneFailed(slot, failed.problem()));
        return new LaneEnd.Failed(lane, failed.problem());
      }
    }
    return new LaneEnd.Done(lane);
  }

  private String carryOut(Step step) throws CallFailed, InterruptedException, Floor.WouldBreak {
    return switch (step) {
      case Step.Prepare _ -> prepare();
      case Step.Drain drain -> drain(drain);
      case Step.TakeOut(var grace) -> takeOut(grace);
      case Step.Start _ -> start();
      case Step.Prove prove -> new HealthWatch(gear, slot, server).await(prove);
      case Step.Admit(int weight) -> admit(weight);
      case Step.Soak(var duration) -> soak(duration);
    };
  }

  private String prepare() throws CallFailed, InterruptedException {
    if (wanted().isPresent()) {
      return "stands ready";
    }
    Release release =
        gear.release()
            .filter(one -> one.id().equals(lane.release()))
            .orElseThrow(() -> gone("there is none on " + slot.host()));
    engine.create(slot, release, gear.rollout());
    return "";
  }

  private String drain(Step.Drain drain) throws CallFailed, InterruptedException, Floor.WouldBreak {
    Balancer.View before = balancer.read();
    gear.floor().before(slot, before);
    claim();
    balancer.drain(server);
    if (before.server(server).serving()) {
      orServeOn(before.server(server).weight());
    }
    Instant deadline = time.now().plus(drain.deadline());
    var waits = new Waits(gear.story(), slot, drain);
    while (true) {
      Balancer.Drained evidence = balancer.drained(server);
      switch (evidence) {
        case Balancer.Drained.Empty(var proof) -> {
          gear.ledger().cutover(slot, balancer.read().server(server).counters());
          return proof;
        }
        case Balancer.Drained.Busy(var requests, var why) -> {
          waits.say(why);
          if (time.now().isAfter(deadline)) {
            return pastDeadline(drain, requests, why);
          }
        }
        case Balancer.Drained.Unknown(var why) -> {
          waits.say(why);
          if (time.now().isAfter(deadline)) {
            return pastDeadline(drain, 0, why);
          }
        }
      }
      time.sleep(balancer.pollInterval());
    }
  }

  private void orServeOn(int weight) throws CallFailed, InterruptedException, Floor.WouldBreak {
    try {
      gear.floor().after(slot, balancer.read());
    } catch (Floor.WouldBreak broken) {
      balancer.admit(server, weight);
      throw broken;
    }
  }

  private String pastDeadline(Step.Drain drain, long requests, String why)
      throws CallFailed, InterruptedException {
    return switch (drain.then()) {
      case ROLL_BACK ->
          throw new CallFailed(
              new Problem(
                  "%s was not drained within %d s".formatted(slot, drain.deadline().toSeconds()),
                  why,
                  "give it longer (rollout: drain: deadline) or cut what is left (rollout: drain: then: cut)"),
              CallFailed.Effect.NONE);
      case CUT -> {
        gear.ledger().cutover(slot, balancer.read().server(server).counters());
        gear.ledger().cut(slot, requests);
        gear.story().tell(new Event.RequestsCut(slot, requests, why));
        yield "deadline passed, " + why;
      }
    };
  }

  private String takeOut(Duration grace) throws CallFailed, InterruptedException {
    claim();
    balancer.fence(server);
    Optional<Berth> holder =
        berths().stream().filter(berth -> berth.place() == Berth.Place.HOLDER).findFirst();
    if (holder.isEmpty()) {
      return "no container to stop";
    }
    if (holder.get().state().alive()) {
      awaitStragglers();
      engine.stop(holder.get().id(), grace);
    }
    engine.move(slot, holder.get(), Berth.Place.LAST);
    return "";
  }

  private void awaitStragglers() throws CallFailed, InterruptedException {
    if (gear.ledger().wasCut(slot)) {
      return;
    }
    Instant deadline = time.now().plus(STRAGGLERS_END);
    while (!(balancer.drained(server) instanceof Balancer.Drained.Empty)) {
      if (time.now().isAfter(deadline)) {
        throw new CallFailed(
            new Problem(
                "requests reached %s after it was drained".formatted(slot),
                "they were still in flight %d s after maintenance began"
                    .formatted(STRAGGLERS_END.toSeconds()),
                "look for sticky sessions (cookie, stick-table) in HAProxy's config of that backend"),
            CallFailed.Effect.NONE);
      }
      time.sleep(balancer.pollInterval());
    }
  }

  private String start() throws CallFailed, InterruptedException {
    Berth berth = wanted().orElseThrow(() -> gone("someone removed it from " + slot.host()));
    if (berth.place() != Berth.Place.HOLDER) {
      engine.move(slot, berth, Berth.Place.HOLDER);
    }
    engine.start(berth.id());
    return "";
  }

  private String admit(int weight) throws CallFailed, InterruptedException {
    balancer.admit(server, weight);
    gear.ledger().serves(slot, time.now());
    for (Berth berth : berths()) {
      if (berth.place().inHand()) {
        engine.move(slot, berth, Berth.Place.KEPT);
      }
    }
    return "";
  }

  private String soak(Duration duration) throws CallFailed, InterruptedException {
    Instant until = time.now().plus(duration);
    while (time.now().isBefore(until)) {
      var view = balancer.read().server(server);
      if (!view.serving()) {
        throw new CallFailed(
            new Problem(
                "%s stopped serving while it soaked".formatted(slot),
                "HAProxy's check says " + view.check(),
                "look at its logs, mend the release and deploy again"),
            CallFailed.Effect.NONE);
      }
      time.sleep(SOAK_POLL);
    }
    return "";
  }

  /// Writes onto the slot, for whoever comes after a crash, that it is being handed over.
  private void claim() throws CallFailed, InterruptedException {
    Optional<Berth> next = wanted();
    if (next.isPresent()
        && (next.get().place() == Berth.Place.PREPARED || next.get().place() == Berth.Place.KEPT)) {
      engine.move(slot, next.get(), Berth.Place.NEXT);
    }
  }

  private Optional<Berth> wanted() throws CallFailed, InterruptedException {
    return berths().stream().filter(berth -> berth.release().equals(lane.release())).findFirst();
  }

  private List<Berth> berths() throws CallFailed, InterruptedException {
    return engine.containers().stream()
        .filter(found -> found.slot() == slot.number())
        .map(Engine.Found::berth)
        .toList();
  }

  private CallFailed gone(String why) {
    return new CallFailed(
        new Problem(
            "%s has no container of release %s to start".formatted(slot, lane.release()),
            why,
            "deploy a release that the registry has"),
        CallFailed.Effect.NONE);
  }
}
