package ballast.rollout;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Start;
import ballast.model.Strategy;
import ballast.plan.Lane;
import ballast.plan.Phase;
import ballast.plan.Step;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The steps by which a slot ceases to serve. Until its container is stopped each can be undone,
/// and is where the slot must serve on after all.
///
/// ```
///           the look before,        maintenance,
///           and FLOOR                stragglers gone
///  serves ------> drained --evidence--> fenced ------> stopped, and kept
///    ^              |                     |
///    '--- FLOOR would break, its time is  '--- opened meanwhile: fenced anew, where FLOOR allows it
///         over, or it came up
/// ```
final class GoingOut {
  /// How old the look may be that a drain rests on: the mark is set between the two, and where its
  /// call hangs, a person may have taken the slot out meanwhile.
  private static final Duration FRESH = Duration.ofMillis(100);

  /// How often maintenance that was forgotten before the stop is begun anew.
  private static final int MOST_FENCES = 3;

  private final AtSlot at;
  private final Gear gear;
  private final Lane lane;
  private final Slot slot;
  private final String server;
  private final Balancer balancer;
  private final Berths berths;
  private final Draining draining;
  private final Time time;

  /// The weight with which the slot served when this lane drained it.
  private Optional<Integer> served = Optional.empty();

  /// Whether the server was open when this lane drained it: nothing is opened that is not proven.
  private boolean open;

  /// The weight of a slot that HAProxy's check had found down before this lane drained it.
  private Optional<Integer> foundDown = Optional.empty();

  /// Whether a drain of this lane is in force, or may be.
  private boolean drained;

  /// Whether the server was in maintenance before the drain.
  private boolean closed;

  GoingOut(AtSlot at) {
    this.at = at;
    this.gear = at.gear();
    this.lane = at.lane();
    this.slot = at.slot();
    this.server = at.server();
    this.balancer = at.balancer();
    this.berths = at.berths();
    this.draining = new Draining(gear, slot, server);
    this.time = gear.time();
  }

  String drain(Step.Drain drain)
      throws CallFailed, StepFailed, InterruptedException, Floor.WouldBreak {
    Instant looked = time.now();
    lookBeforeDrain();
    if (handsOver()) {
      berths.claim(served.isPresent() ? Berths.Requests.MAY_COME : Berths.Requests.NONE);
      if (looked.plus(FRESH).isBefore(time.now())) {
        lookUnderTheMark();
      }
    }
    if (closed) {
      // Out of maintenance HAProxy takes it for up, and a client that sticks to it gets there,
      // drained or not.
      at.isOut(time.now());
    } else {
      drainNow();
    }
    if (served.isPresent()) {
      orServeOn(served.get());
    } else if (foundDown.isPresent()) {
      orLetComeUp(foundDown.get());
    }
    Draining.Outcome outcome;
    try {
      outcome = draining.await(drain);
    } catch (StepFailed failed) {
      // Nothing was stopped: it serves on as it did.
      if (served.isPresent()) {
        serveOn(served.get());
        berths.unclaim();
      }
      throw handsOver() ? failed : notSetAside(failed.problem());
    }
    if (served.isPresent()) {
      // That took its time: others may have gone down since, and a reload may have given this one
      // its requests, so that it was drained anew.
      orServeOn(served.get());
    }
    return draining.settle(outcome);
  }

  /// Whether the slot may be drained, and as what it is: by one look.
  private void lookBeforeDrain()
      throws CallFailed, StepFailed, InterruptedException, Floor.WouldBreak {
    Balancer.View before = balancer.read();
    ServerView now = before.server(server);
    var view = new SlotView(slot, berths.all(), now);
    postponeIfForeign(view);
    postponeIfTakenMeanwhile(view);
    postponeUnlessHostIsOut();
    open = now.admission() == Admission.READY;
    closed = now.admission() == Admission.MAINT;
    if (now.serving()) {
      postponeUnlessPlanned();
      gear.floor().holdsWithout(lane, before);
      served = Optional.of(now.weight());
    } else if (isDown(now)) {
      foundDown = Optional.of(now.weight());
    }
  }

  /// The mark took its time: it goes again where the slot is not to be drained any more.
  private void lookUnderTheMark()
      throws CallFailed, StepFailed, InterruptedException, Floor.WouldBreak {
    try {
      lookBeforeDrain();
    } catch (Floor.WouldBreak changed) {
      if (open) {
        berths.unclaim();
      }
      throw changed;
    }
  }

  /// Someone may take the slot out between this lane's mark and its drain, or under the mark of an
  /// earlier rollout before this lane comes to it. A mark must not make theirs pass for ours: the
  /// slot was seen open, nothing is put into maintenance here, and this lane knows whether a drain
  /// of its own may be in force. The mark goes, so that nobody else mistakes it either.
  private void postponeIfTakenMeanwhile(SlotView now)
      throws CallFailed, InterruptedException, Floor.WouldBreak {
    boolean maintenance = now.server().admission() == Admission.MAINT;
    boolean seenOpen =
        served.isPresent() || foundDown.isPresent() || (now.inHand() && lane.foundServing());
    if (seenOpen && (maintenance || (now.takenOut() && !drained))) {
      berths.handedOver();
      throw new Floor.WouldBreak("someone else has taken %s out meanwhile".formatted(slot));
    }
  }

  /// Someone may have taken the slot out since the planner saw it serve.
  private void postponeIfForeign(SlotView now) throws Floor.WouldBreak {
    boolean respected =
        switch (lane.hands()) {
          case RESPECTED -> true;
          case TAKEN_BACK -> false;
          // Closed as spares are, or by someone who has put a container into it meanwhile.
          case SPARE -> !now.vacant();
        };
    boolean ours = drained && !handsOver() && now.server().admission() == Admission.DRAIN;
    if (respected && now.foreignHand() && !ours) {
      throw new Floor.WouldBreak("someone else has taken %s out meanwhile".formatted(slot));
    }
  }

  /// A slot that was out when the planner let it go first, and serves now, has no part of the
  /// budget.
  private void postponeUnlessPlanned() throws Floor.WouldBreak {
    switch (lane.cost()) {
      case ONE_SLOT, SPARED, HOST_OUT -> {}
      case FREE ->
          throw new Floor.WouldBreak("%s serves again, and waits its turn".formatted(slot));
    }
  }

  /// Someone may have let the host in at the edge since the planner saw it out.
  private void postponeUnlessHostIsOut() throws CallFailed, InterruptedException, Floor.WouldBreak {
    switch (lane.cost()) {
      case HOST_OUT -> HostMoves.mustBeOut(gear, slot.host());
      case FREE, SPARED, ONE_SLOT -> {}
    }
  }

  /// A slot that is only set aside bears no mark: it is to stay out, whoever comes.
  private boolean handsOver() {
    return lane.steps().stream().noneMatch(Step.SetAside.class::isInstance);
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

  private void goesOut(Instant since) {
    drained = true;
    at.isOut(since);
  }

  private void orServeOn(int weight) throws CallFailed, InterruptedException, Floor.WouldBreak {
    try {
      gear.floor().holdsWithout(lane, balancer.read());
    } catch (Floor.WouldBreak broken) {
      serveOn(weight);
      berths.unclaim();
      throw broken;
    }
  }

  /// A slot that was down may have come up in the moment before its drain: then that took out one
  /// that serves, of which neither the budget nor FLOOR was asked.
  private void orLetComeUp(int weight) throws CallFailed, InterruptedException, Floor.WouldBreak {
    if (balancer.read().server(server).up() == ServerView.Condition.UP) {
      serveOn(weight);
      berths.unclaim();
      throw new Floor.WouldBreak("%s serves again, and waits its turn".formatted(slot));
    }
    foundDown = Optional.empty();
  }

  private static boolean isDown(ServerView now) {
    return now.admission() == Admission.READY
        && now.up() == ServerView.Condition.DOWN
        && now.weight() > 0;
  }

  /// Undoes this lane's drain. Maintenance is not of its doing: someone has taken the slot out
  /// since.
  private void serveOn(int weight) throws CallFailed, InterruptedException {
    if (balancer.read().server(server).admission() == Admission.MAINT) {
      return;
    }
    balancer.admit(server, weight);
    gear.marks().gives(slot);
    gear.ledger().serves(slot, time.now());
  }

  /// Nothing is stopped when a slot is set aside, so there is nothing to cut.
  private static StepFailed notSetAside(Problem why) {
    return new StepFailed(
        new Problem(why.what(), why.why(), "give it longer: --drain-deadline 10m"));
  }

  String setAside() throws CallFailed, StepFailed, InterruptedException, Floor.WouldBreak {
    ServerView now = balancer.read().server(server);
    if (now.serving()) {
      gear.ledger().serves(slot, time.now());
      throw new Floor.WouldBreak("%s was given requests again meanwhile".formatted(slot));
    }
    if (new SlotView(slot, berths.all(), now).vacant()) {
      // In maintenance it would be as a start or a rollout has left it, and so by nobody's hand.
      balancer.examine(server);
      return "in drain, nothing is in it";
    } else {
      balancer.fence(server);
      draining.awaitStragglers();
    }
    return "in maintenance, its container runs on";
  }

  String takeOut(Step.TakeOut step)
      throws CallFailed, StepFailed, InterruptedException, Floor.WouldBreak {
    ServerView now = balancer.read().server(server);
    var held = new SlotView(slot, berths.all(), now);
    postponeIfForeign(held);
    if (now.serving() && step.inFlight() == Strategy.InFlight.DRAINED) {
      gear.ledger().serves(slot, time.now());
      throw new Floor.WouldBreak(
          "%s was given requests again meanwhile, by someone else or by a reload".formatted(slot));
    }
    at.isOut(time.now());
    berths.claim(Berths.Requests.NONE);
    balancer.fence(server);
    if (step.inFlight() == Strategy.InFlight.CUT) {
      draining.giveUp();
    }
    for (Berth berth : berths.all()) {
      if (berth.state().alive()) {
        draining.awaitStragglers();
        if (step.inFlight() == Strategy.InFlight.DRAINED) {
          staysFenced();
        }
        draining.hangUp();
      }
      berths.leaves(berth, left(held, berth), step.grace());
    }
    settle(held);
    return "";
  }

  /// A reload while the last requests were waited for makes HAProxy forget the maintenance: the
  /// slot got requests until it was drained anew, of which FLOOR was not asked.
  private void staysFenced() throws CallFailed, StepFailed, InterruptedException, Floor.WouldBreak {
    for (int fences = 0; balancer.read().server(server).admission() != Admission.MAINT; fences++) {
      if (served.isPresent()) {
        orServeOn(served.get());
      }
      if (fences == MOST_FENCES) {
        throw new Floor.WouldBreak(
            "%s does not stay in maintenance: HAProxy is reloaded again and again, or someone else wants it otherwise"
                .formatted(slot));
      }
      balancer.fence(server);
      draining.awaitStragglers();
    }
  }

  /// Where a container goes that is to end. One that an earlier rollout started and that never came
  /// to serve is no way back: kept as one, it would push out what the slot was taken from.
  private Berth.Place left(SlotView held, Berth berth) {
    boolean unproven = !open && held.server().admission() != Admission.READY;
    boolean anothers = !berth.release().equals(lane.release());
    return switch (berth.place()) {
      case HOLDER, LEAVING ->
          unproven && wasTaken(held, berth) ? Berth.Place.PREPARED : Berth.Place.LAST;
      case NEXT ->
          unproven && anothers && berth.state().alive() ? Berth.Place.PREPARED : Berth.Place.NEXT;
      case PREPARED, LAST, KEPT -> berth.place();
    };
  }

  /// Whether the slot was taken from yet another one for this one.
  private boolean wasTaken(SlotView held, Berth berth) {
    return Phase.takenFrom(held)
        .filter(old -> !old.release().equals(lane.release()) && !old.id().equals(berth.id()))
        .isPresent();
  }

  /// Notes whose the answers were up to here. Who had the slot is `LAST` by now if this is done
  /// again.
  private void settle(SlotView held) throws CallFailed, InterruptedException {
    Balancer.View now = balancer.read();
    Counters counters = now.server(server).counters();
    held.holder()
        .or(() ->
            held.berths().stream().filter(berth -> berth.place() == Berth.Place.LAST).findFirst())
        .ifPresent(berth -> gear.ledger().left(slot, berth.version(), counters));
    draining.tellLatecomers(counters);
    draining.noteEnds(now);
  }

  /// The mark goes last: until then whoever comes knows that the slot was to be emptied.
  String vacate() throws CallFailed, InterruptedException, Floor.WouldBreak {
    balancer.remember(server, Start.CLOSED);
    berths.vacated();
    gear.ledger().serves(slot, time.now());
    return "";
  }
}
