package ballast.sim;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Watches whether Ballast keeps its promises, from where Ballast cannot look: the world's own
/// state.
///
/// What the world breaks by itself (a container that ends, a person who takes the last server out)
/// is counted apart: Ballast promises to take nothing more, not to mend it.
public final class Promises {
  /// A violation is one that a later look shows as well; more of them say no more.
  private static final int MOST_TOLD = 20;

  /// How long Ballast may take to notice that someone else took a slot out in the same moment, and
  /// to give its own back, where its calls are answered.
  private static final Duration TO_GIVE_BACK = Duration.ofSeconds(8);

  /// No look can tell a hand that moved this short a while ago, nor a server that came up.
  private static final Duration SAME_MOMENT = Duration.ofMillis(150);

  /// What is allowed.
  ///
  /// @param slots of each host
  /// @param perHost how many of a host's slots Ballast may have out
  /// @param maxOut how many of the fleet's
  public record Limits(int slots, int perHost, int maxOut, Cutting cutting) {
    int floor() {
      return Math.max(1, slots - perHost);
    }
  }

  /// Whether requests may be cut when a drain takes too long.
  public enum Cutting {
    FORBIDDEN,
    ALLOWED
  }

  private final Simulation simulation;
  private final Limits limits;
  private final Set<SimulatedHost> changed = new LinkedHashSet<>();
  private final Map<Slot, Instant> taken = new HashMap<>();
  private final Map<Slot, Instant> leaving = new HashMap<>();

  /// Slots that were taken out while too few others served, and that are no spares in the end.
  private final Set<Slot> belowFloor = new HashSet<>();

  /// Slots that began to leave while too few others served, and how many should have.
  private final Map<Slot, Long> tooFew = new HashMap<>();

  private final Map<Slot, Instant> foreign = new HashMap<>();
  private final Set<Slot> contested = new HashSet<>();

  /// When a person's hand on a slot has ended.
  private final Map<Slot, Instant> handEnded = new HashMap<>();

  /// Where those of `foreign` are that bore a mark of Ballast's when they were taken out.
  private final Map<Slot, SimulatedHost> marked = new HashMap<>();

  /// Hosts that a person wants to have nothing serve on.
  private final Set<Host> emptied = new HashSet<>();

  /// Slots that a person wants to have back, whoever has them out.
  private final Set<Slot> wantedBack = new HashSet<>();

  /// Slots that a person has opened, and in which nothing runs.
  private final Set<Slot> openedEmpty = new HashSet<>();

  private final Set<Slot> forgotten = new HashSet<>();

  /// Slots that Ballast had out when HAProxy forgot it, and when that was: for all that it has seen
  /// it has them out still.
  private final Map<Slot, Instant> outUntilForgotten = new HashMap<>();

  private final Exclusion exclusion;
  private final Readings readings = new Readings(this);
  private final WayBack wayBack = new WayBack(this);
  private final Set<String> broken = new TreeSet<>();
  private Optional<SimulatedEdge> edge = Optional.empty();
  private Duration toGiveBack = TO_GIVE_BACK;
  private final Set<Slot> endByThemselves = new HashSet<>();
  private long answered;
  private long lost;
  private long lostWithContainer;
  private long cut;

  Promises(Simulation simulation, Limits limits) {
    this.simulation = simulation;
    this.limits = limits;
    this.exclusion = new Exclusion(simulation, this);
  }

  Exclusion exclusion() {
    return exclusion;
  }

  WayBack wayBack() {
    return wayBack;
  }

  Readings readings() {
    return readings;
  }

  /// Clients come through that.
  void behind(SimulatedEdge front) {
    edge = Optional.of(front);
  }

  /// A host was asked to leave the edge: all of its slots are out from now on.
  void leavesEdge() {
    tooManyOut();
  }

  /// A host was let in at the edge.
  void joinsEdge(Host host) {
    long out = taken.keySet().stream().filter(slot -> slot.host().equals(host)).count();
    if (out > limits.perHost()) {
      breaks(
          "FLOOR: %s was let in at the edge while %d of its slots were out".formatted(host, out));
    }
  }

  private boolean isOutAtEdge(Host host) {
    return edge.filter(front -> front.isOutAsAsked(host)).isPresent();
  }

  private boolean nobodyMisses(Host host) {
    return edge.filter(front -> front.hasLetGo(host)).isPresent();
  }

  private void tooManyOut() {
    long hosts = edge.map(SimulatedEdge::outAsAsked).orElse(0L);
    long out =
        hosts * limits.slots()
            + taken.keySet().stream().filter(slot -> !isOutAtEdge(slot.host())).count();
    if (out > limits.maxOut()) {
      breaks("FLOOR: %d slots of the fleet are out, %d may".formatted(out, limits.maxOut()));
    }
  }

  /// Calls may hang that long: giving a slot back takes as much longer.
  void callsMayHang(Duration howLong) {
    toGiveBack = TO_GIVE_BACK.plus(howLong);
  }

  /// No rollout is half done: whatever serves now is what a later one starts from.
  public void allIsFinal() {
    wayBack.isFinal();
  }

  /// Changes by a controller that had lost the lock since it sent them.
  public int underWay() {
    return exclusion.underWay();
  }

  /// What was broken, with the time; empty when everything was kept.
  public List<String> broken() {
    return List.copyOf(broken);
  }

  public long answered() {
    return answered;
  }

  /// Requests lost by what Ballast did.
  public long lost() {
    return lost;
  }

  /// Requests lost because a container ended by itself.
  public long lostWithContainer() {
    return lostWithContainer;
  }

  public long cut() {
    return cut;
  }

  /// Slots that Ballast has out now, and nobody else.
  public Set<Slot> out() {
    var out = new HashSet<>(taken.keySet());
    out.removeAll(contested);
    return out;
  }

  /// Slots that a person has out, or may have.
  public Set<Slot> outByHand() {
    var out = new HashSet<>(foreign.keySet());
    out.addAll(contested);
    return out;
  }

  /// Empty places whose servers a person has set by hand.
  Set<Slot> emptyByHand() {
    return Set.copyOf(openedEmpty);
  }

  /// A person has Ballast take out all slots of these hosts: there FLOOR is theirs.
  public void mayEmpty(Set<Host> hosts) {
    emptied.clear();
    emptied.addAll(hosts);
  }

  /// Ballast has let go of a slot that a person had it take out: if it is out, that is their hand.
  void leftOutAsAsked(SimulatedHost host, Slot slot) {
    emptied.remove(host.host());
    taken.remove(slot);
    if (host.server(slot).admission() != Admission.READY && !inHand(host, slot)) {
      contested.remove(slot);
      foreign.put(slot, simulation.now());
    }
  }

  /// A person has Ballast take these slots back, whoever has them out; no others from now on.
  public void mayTakeBack(Set<Slot> slots) {
    wantedBack.clear();
    wantedBack.addAll(slots);
  }

  void breaks(String what) {
    simulation.note("BROKEN " + what);
    if (broken.size() < MOST_TOLD && !simulation.fell()) {
      broken.add("%8d %s".formatted(simulation.now().toEpochMilli(), what));
    }
  }

  /// @param sent when the order was: nothing that came later could be seen before
  void takenOut(
      SimulatedHost host,
      Slot slot,
      SimulatedBalancer.Was was,
      Optional<Controller> by,
      Instant sent) {
    forgotten.remove(slot);
    openedEmpty.remove(slot);
    Instant byHand = foreign.get(slot);
    if (byHand != null && byHand.plus(SAME_MOMENT).isAfter(sent)) {
      foreign.remove(slot);
    }
    if (was == SimulatedBalancer.Was.OUT) {
      return;
    }
    Instant now = simulation.now();
    if (isLeaving(host, slot)) {
      leaves(host, slot, now, by, sent);
      return;
    }
    if (serving(host) >= limits.slots()) {
      return;
    }
    taken.put(slot, now);
    if (nobodyMisses(slot.host()) || emptied.contains(slot.host())) {
      return;
    }
    // A slot that HAProxy has taken for up since it was reloaded, and that answers nothing, is no
    // loss.
    if (serving(host) < limits.floor()
        && host.running(slot.number()).filter(SimulatedContainer::answers).isPresent()) {
      belowFloor.add(slot);
      simulation.later(toGiveBack, () -> floor(host, slot, now, by));
    }
    switch (was) {
      case SERVING -> {
        tooManyOut(slot.host());
        tooManyOut();
      }
      case JUST_UP -> simulation.later(toGiveBack, () -> tooManyOut(slot, now, by));
      case OUT -> {}
    }
  }

  private void tooManyOut(Host host) {
    long out = taken.keySet().stream().filter(one -> one.host().equals(host)).count();
    if (out > limits.perHost()) {
      breaks("FLOOR: %d slots of %s are out, %d may".formatted(out, host, limits.perHost()));
    }
  }

  /// Whether a server that has been up since then had come up too late to be seen by whoever sent
  /// an order.
  static boolean untold(Instant upSince, Instant sent) {
    return upSince.plus(SAME_MOMENT).isAfter(sent);
  }

  /// One that had come up unseen counted as out: it is given back, or was allowed to be out.
  private void tooManyOut(Slot slot, Instant since, Optional<Controller> by) {
    if (since.equals(taken.get(slot)) && by.filter(Controller::isDead).isEmpty()) {
      tooManyOut(slot.host());
      tooManyOut();
    }
  }

  /// A slot that a spare stands in for costs no capacity: as many serve on as were promised, but
  /// for those that someone else has out.
  private void leaves(
      SimulatedHost host, Slot slot, Instant now, Optional<Controller> by, Instant sent) {
    leaving.put(slot, now);
    var byHand = outByHand();
    handEnded.forEach((one, at) -> {
      if (at.plus(SAME_MOMENT).isAfter(sent)) {
        byHand.add(one);
      }
    });
    long others = byHand.stream().filter(one -> one.host().equals(slot.host())).count();
    long promised = Math.max(1, limits.slots() - others);
    if (serving(host) < promised) {
      tooFew.put(slot, promised);
      simulation.later(toGiveBack, () -> capacity(slot, now, by));
    } else {
      tooFew.remove(slot);
    }
  }

  private void capacity(Slot slot, Instant since, Optional<Controller> by) {
    if (since.equals(leaving.get(slot)) && by.filter(Controller::isDead).isEmpty()) {
      breaks(
          "CAPACITY: %s was emptied at %d though too few others served, and not given back"
              .formatted(slot, since.toEpochMilli()));
    }
  }

  /// Whoever looks once more after the drain stops no container while too few others serve.
  private void stoppedLeaving(SimulatedHost host, Slot slot) {
    Long promised = tooFew.remove(slot);
    if (promised != null && serving(host) < promised) {
      breaks(
          "CAPACITY: %s was stopped while %d of %d others served"
              .formatted(slot, serving(host), promised));
    }
  }

  private static boolean isLeaving(SimulatedHost host, Slot slot) {
    return host.containers().stream()
        .anyMatch(one -> one.slot() == slot.number() && one.place() == Berth.Place.LEAVING);
  }

  /// The dead give nothing back; whoever comes next does. Nor must be given back what may be out by
  /// now, since others serve again; that they do before its container is stopped is watched there.
  private void floor(SimulatedHost host, Slot slot, Instant since, Optional<Controller> by) {
    if (since.equals(taken.get(slot))
        && serving(host) < limits.floor()
        && by.filter(Controller::isDead).isEmpty()) {
      breaks(
          "FLOOR: %s was taken out at %d though too few others served, and not given back"
              .formatted(slot, since.toEpochMilli()));
    }
  }

  /// Whoever looks once more after the drain stops no container while too few others serve.
  private void stoppedBelowFloor(SimulatedHost host, Slot slot) {
    if (belowFloor.remove(slot) && serving(host) < limits.floor()) {
      breaks(
          "FLOOR: %s was stopped while %d others of its host served, and %d must"
              .formatted(slot, serving(host), limits.floor()));
    }
  }

  void givenBack(SimulatedHost host, Slot slot) {
    taken.remove(slot);
    belowFloor.remove(slot);
    outUntilForgotten.remove(slot);
    leaving.remove(slot);
    tooFew.remove(slot);
    contested.remove(slot);
    openedEmpty.remove(slot);
    if (wantedBack.remove(slot)) {
      foreign.remove(slot);
    } else if (foreign.containsKey(slot)) {
      breaks(
          "FOREIGN HAND: %s was taken out by hand, and Ballast gave it requests".formatted(slot));
    }
    look(host, host.server(slot));
  }

  boolean isOutByHand(Slot slot) {
    return foreign.containsKey(slot);
  }

  /// A person's hand on a slot that Ballast has out already, or on one whose containers still say
  /// that it is in hand, leaves no trace that could be told from Ballast's own: either may give it
  /// back. Whoever is alive and has looked knows that it puts nothing into maintenance which has
  /// served since; what came before its first look it cannot tell from what an earlier run left,
  /// nor what came between a reload that it has not seen and its next look from what it had out
  /// itself.
  void byHand(SimulatedHost host, Slot slot, Admission admission) {
    if (host.vacant(slot)) {
      // A spare's server is out as a rule: nobody can tell whose hand it was. In drain it takes who
      // comes by cookie, until its check has failed.
      openedEmpty.add(slot);
      return;
    }
    forgotten.add(slot);
    boolean inHand = inHand(host, slot);
    boolean out = host.server(slot).admission() != Admission.READY || nothingAnswers(host, slot);
    Instant since = outUntilForgotten.getOrDefault(slot, Instant.MIN);
    boolean untold =
        inHand
            && (out || admission == Admission.DRAIN || !exclusion.holderKnows(slot.host(), since));
    switch (admission) {
      case READY -> {
        handEnded.put(slot, simulation.now());
        foreign.remove(slot);
        if (contested.remove(slot)) {
          taken.remove(slot);
        }
      }
      case DRAIN, MAINT -> {
        if (taken.containsKey(slot) || leaving.containsKey(slot) || untold) {
          contested.add(slot);
        } else {
          foreign.put(slot, simulation.now());
          if (inHand) {
            marked.put(slot, host);
          }
        }
      }
    }
  }

  /// One that is in hand and has nothing to answer with is out, whatever a reload makes of its
  /// server: it has to be brought back.
  private static boolean nothingAnswers(SimulatedHost host, Slot slot) {
    return host.running(slot.number()).filter(SimulatedContainer::answers).isEmpty();
  }

  private static boolean inHand(SimulatedHost host, Slot slot) {
    return host.containers().stream()
        .anyMatch(one -> one.slot() == slot.number() && one.place().inHand());
  }

  /// Whoever takes the lock has seen nothing yet. A slot that bore a mark when a person took it
  /// out, and from which its earlier holder has not taken it since, looks as if that one had it
  /// out.
  void anotherHolds() {
    marked.forEach((slot, host) -> {
      if (foreign.containsKey(slot) && inHand(host, slot)) {
        foreign.remove(slot);
        contested.add(slot);
      }
    });
    marked.clear();
  }

  /// HAProxy of that host has forgotten what it was told at runtime, whoever told it.
  void forgotten(SimulatedHost host) {
    for (SimulatedServer server : host.servers()) {
      var slot = new Slot(host.host(), server.slot());
      if (taken.remove(slot) != null) {
        outUntilForgotten.put(slot, simulation.now());
      }
      leaving.remove(slot);
      boolean perhaps = contested.remove(slot);
      boolean surely = foreign.remove(slot) != null;
      if (perhaps || surely) {
        handEnded.put(slot, simulation.now());
      }
      forgotten.add(slot);
    }
  }

  /// Requests that HAProxy sent on its own, having forgotten since it was last asked, are cut by
  /// that.
  void stopped(SimulatedHost host, SimulatedContainer container, int requests) {
    var slot = new Slot(host.host(), container.slot());
    switch (container.place()) {
      // Ballast says so of what it stops before it does.
      case LAST -> {
        wayBack.left(slot, container.release());
        stoppedLeaving(host, slot);
        stoppedBelowFloor(host, slot);
      }
      case HOLDER -> wayBack.left(slot, container.release());
      case LEAVING -> stoppedLeaving(host, slot);
      case PREPARED, NEXT, KEPT -> {}
    }
    if (requests == 0) {
      return;
    }
    if (host.freshSince().isAfter(host.server(slot).lastAskedAt())) {
      lostWithContainer += requests;
      return;
    }
    switch (limits.cutting()) {
      case ALLOWED -> cut += requests;
      case FORBIDDEN -> {
        lost += requests;
        breaks("DRAINED: %s was stopped with %d requests in flight".formatted(slot, requests));
      }
    }
  }

  void oneAnswered() {
    answered++;
  }

  void diedWith(int requests) {
    lostWithContainer += requests;
  }

  /// A request was sent where nothing answers.
  void refused(SimulatedHost host, SimulatedServer server) {
    var slot = new Slot(host.host(), server.slot());
    if (endByThemselves.contains(slot) || forgotten.contains(slot) || openedEmpty.contains(slot)) {
      lostWithContainer++;
    } else {
      lost++;
      breaks("LOST: a request was sent to %s, where nothing answers".formatted(slot));
    }
  }

  /// No server takes requests. Where Ballast has not all of them out, whoever has the others out
  /// took the last one, or Ballast did and [#takenOut] has seen it.
  void unserved(SimulatedHost host) {
    long byBallast =
        taken.keySet().stream().filter(slot -> slot.host().equals(host.host())).count();
    boolean byHand = edge.filter(front -> front.isInByHand(host.host())).isPresent();
    boolean asked = emptied.contains(host.host());
    if (byBallast == limits.slots() && contested.isEmpty() && !byHand && !asked) {
      lost++;
      breaks("LOST: no server of %s takes requests".formatted(host.host()));
    } else {
      lostWithContainer++;
    }
  }

  /// That slot's container ends by itself now and then: what it does not answer is not Ballast's.
  void endsByItself(Slot slot) {
    endByThemselves.add(slot);
  }

  /// Something of that host is no longer as it was at the last look.
  void changed(SimulatedHost host) {
    changed.add(host);
  }

  /// One look at everything that has changed.
  void look() {
    if (changed.isEmpty()) {
      return;
    }
    for (SimulatedHost host : changed) {
      for (SimulatedServer server : host.servers()) {
        look(host, server);
      }
    }
    changed.clear();
  }

  private void look(SimulatedHost host, SimulatedServer server) {
    if (!server.serving() || forgotten.contains(new Slot(host.host(), server.slot()))) {
      return;
    }
    host.running(server.slot())
        .filter(container -> container.startedByHand().isAfter(server.provenAt()))
        .ifPresent(container ->
            breaks(
                "PROVEN: %s/%d takes requests, and its container was not proven since its start"
                    .formatted(host.host(), server.slot())));
  }

  private static long serving(SimulatedHost host) {
    return host.servers().stream().filter(SimulatedServer::serving).count();
  }
}
