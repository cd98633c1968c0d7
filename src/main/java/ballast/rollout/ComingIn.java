package ballast.rollout;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.HostView;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.ServerView;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Start;
import ballast.plan.Lane;
import ballast.plan.Step;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The steps by which a slot comes to serve: the container that is to run there, until HAProxy has
/// checked it in full and sends it requests.
///
/// ```
///  prepare --> start --> prove: HAProxy's full check, and its own --> admit --> soak
///                          |                                            |
///                          '-- not in time, or it ended: failed         '-- someone has closed it meanwhile: left so
/// ```
final class ComingIn {
  private static final Duration SOAK_POLL = Duration.ofMillis(500);

  private final AtSlot at;
  private final Gear gear;
  private final Lane lane;
  private final Slot slot;
  private final String server;
  private final Engine engine;
  private final Balancer balancer;
  private final Berths berths;
  private final Time time;

  /// How this lane's container was proven, once it was.
  private Optional<HealthWatch.Proving> proving = Optional.empty();

  /// The HAProxy process that has proven it.
  private Optional<HostView.Worker> prover = Optional.empty();

  /// Whether the server was seen out of maintenance since its config opens it: no reload closes it
  /// any more.
  private boolean opensAnew;

  /// Whether an earlier try has given it its requests.
  private boolean admitted;

  /// Whether this lane has looked at the slot before it was proven, and what it saw.
  private boolean lookedAt;

  private boolean hadWeight;

  ComingIn(AtSlot at) {
    this.at = at;
    this.gear = at.gear();
    this.lane = at.lane();
    this.slot = at.slot();
    this.server = at.server();
    this.engine = at.engine();
    this.balancer = at.balancer();
    this.berths = at.berths();
    this.time = gear.time();
  }

  String prepare() throws CallFailed, StepFailed, InterruptedException {
    Optional<Berth> there = berths.wanted();
    if (there.filter(Berth::standsReady).isPresent()) {
      return "stands ready";
    }
    Release release =
        gear.release()
            .filter(one -> one.id().equals(lane.release()))
            .orElseThrow(() -> berths.gone("there is none on " + slot.host()));
    if (!engine.has(release.image())) {
      engine.pull(release.image(), Engine.PullWatch.TO_THE_END);
    }
    if (there.isPresent()) {
      // What a kept one left on its disk is unknown.
      engine.remove(there.get().id());
    }
    engine.create(slot, release, gear.origin());
    return "";
  }

  /// Where no other container bears the mark of the hand-over, the new one does until it serves.
  String start() throws CallFailed, StepFailed, InterruptedException {
    at.isOut(time.now());
    Berth berth = berths.wantedOrFail();
    berths.makeWayFor(berth);
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

  String prove(Step.Prove prove)
      throws CallFailed, StepFailed, InterruptedException, Floor.WouldBreak {
    lookBeforeProof();
    at.isOut(time.now());
    var watch = new HealthWatch(gear, lane, server);
    String said = watch.await(prove);
    proving = Optional.of(watch.proving());
    prover = watch.prover();
    return said;
  }

  /// A slot that nothing is started in was only seen down, and someone may have taken it out since.
  /// Later it may be this lane that has drained it, to have it proven.
  private void lookBeforeProof() throws CallFailed, InterruptedException, Floor.WouldBreak {
    boolean starts = lane.steps().stream().anyMatch(Step.Start.class::isInstance);
    if (starts || lookedAt || lane.hands() != Lane.Hands.RESPECTED) {
      return;
    }
    var now = new SlotView(slot, berths.all(), balancer.read().server(server));
    if (now.foreignHand()) {
      throw new Floor.WouldBreak("someone else has taken %s out meanwhile".formatted(slot));
    }
    hadWeight = now.server().weight() > 0;
    lookedAt = true;
  }

  /// Nothing here puts a proven slot into maintenance: who did so meanwhile wants it so, also where
  /// the answer to an earlier try was lost. One that served when its lane was planned is not
  /// drained either.
  String admit(int weight) throws CallFailed, InterruptedException, Floor.WouldBreak {
    balancer.remember(server, Start.OPEN);
    Balancer.View view = balancer.read();
    ServerView now = view.server(server);
    if (now.admission() == Admission.MAINT || takenWhileItServed(now)) {
      if (!opensAnew && (lane.fillsSpare() || closedByAReload(view))) {
        // Proven anew by a new plan.
        throw new Floor.WouldBreak("a reload has closed %s, or someone else has".formatted(slot));
      }
      berths.handedOver();
      throw new Floor.WouldBreak("someone else has taken %s out meanwhile".formatted(slot));
    }
    opensAnew = true;
    balancer.admit(server, weight);
    admitted = true;
    gear.marks().gives(slot);
    gear.ledger().moves(time.now());
    gear.ledger().serves(slot, time.now());
    berths.handedOver();
    return "";
  }

  /// Nothing is in it, so nothing is proven: HAProxy gives it no request before its check has
  /// passed. Its config has it closed, as before.
  String reopen(int weight) throws CallFailed, InterruptedException, Floor.WouldBreak {
    var now = new SlotView(slot, berths.all(), balancer.read().server(server));
    if (!now.vacant() || now.server().up() == ServerView.Condition.UP) {
      throw new Floor.WouldBreak("someone has put something into %s meanwhile".formatted(slot));
    }
    if (now.server().admission() == Admission.DRAIN) {
      balancer.admit(server, weight);
    }
    return "";
  }

  /// The config had an empty slot closed until this one serves, so a reload since the proof has
  /// closed it. From the next one on it is open.
  private boolean closedByAReload(Balancer.View view) throws CallFailed {
    return prover.filter(worker -> !worker.equals(view.worker())).isPresent()
        && view.server(server).start() == Start.CLOSED;
  }

  /// Where this lane has never had it out, or has given it its requests at an earlier try, whoever
  /// drained it meanwhile wants it so.
  private boolean takenWhileItServed(ServerView now) {
    return ((lane.finishes() || admitted) && now.takenOut())
        || (proving.equals(Optional.of(HealthWatch.Proving.BY_ITSELF))
            && (now.admission() != Admission.READY || (hadWeight && now.weight() == 0)));
  }

  String soak(Duration duration)
      throws CallFailed, StepFailed, InterruptedException, Floor.WouldBreak {
    Instant until = time.now().plus(duration);
    while (time.now().isBefore(until)) {
      var view = balancer.read().server(server);
      if (view.takenOut()) {
        throw new Floor.WouldBreak("someone else has taken %s out while it soaked".formatted(slot));
      }
      if (!view.serving()) {
        throw new StepFailed(
            new Problem(
                "%s stopped serving while it soaked".formatted(slot),
                gear.hidden(
                    "HAProxy's check says " + view.check() + berths.lastWords(gear.release())),
                "mend the release and deploy again; what was replaced goes back by itself"));
      }
      time.sleep(SOAK_POLL);
    }
    return "";
  }
}
