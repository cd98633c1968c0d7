package ballast.sim;

import ballast.model.Admission;
import ballast.model.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
  /// to give its own back.
  private static final Duration TO_GIVE_BACK = Duration.ofSeconds(8);

  /// No look can tell a hand that moved this short a while ago.
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
  private final List<SimulatedHost> hosts = new ArrayList<>();
  private final Map<Slot, Instant> taken = new HashMap<>();
  private final Map<Slot, Instant> foreign = new HashMap<>();
  private final Set<String> broken = new TreeSet<>();
  private final Set<Slot> endByThemselves = new HashSet<>();
  private long answered;
  private long lost;
  private long lostWithContainer;
  private long cut;

  Promises(Simulation simulation, Limits limits) {
    this.simulation = simulation;
    this.limits = limits;
  }

  void watch(SimulatedHost host) {
    hosts.add(host);
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

  /// Slots that Ballast has out now.
  public Set<Slot> out() {
    return Set.copyOf(taken.keySet());
  }

  private void breaks(String what) {
    simulation.note("BROKEN " + what);
    if (broken.size() < MOST_TOLD) {
      broken.add("%8d %s".formatted(simulation.now().toEpochMilli(), what));
    }
  }

  void takenOut(SimulatedHost host, Slot slot, SimulatedBalancer.Was was) {
    Instant byHand = foreign.get(slot);
    if (byHand != null && byHand.plus(SAME_MOMENT).isAfter(simulation.now())) {
      foreign.remove(slot);
    }
    if (was == SimulatedBalancer.Was.OUT) {
      return;
    }
    Instant now = simulation.now();
    taken.put(slot, now);
    if (serving(host) < limits.floor()) {
      simulation.later(TO_GIVE_BACK, () -> floor(slot, now));
    }
    long onHost = taken.keySet().stream().filter(one -> one.host().equals(slot.host())).count();
    if (onHost > limits.perHost()) {
      breaks(
          "FLOOR: %d slots of %s are out, %d may".formatted(onHost, slot.host(), limits.perHost()));
    }
    if (taken.size() > limits.maxOut()) {
      breaks(
          "FLOOR: %d slots of the fleet are out, %d may".formatted(taken.size(), limits.maxOut()));
    }
  }

  private void floor(Slot slot, Instant since) {
    if (since.equals(taken.get(slot))) {
      breaks(
          "FLOOR: %s was taken out at %d though too few others served, and not given back"
              .formatted(slot, since.toEpochMilli()));
    }
  }

  void givenBack(SimulatedHost host, Slot slot) {
    taken.remove(slot);
    if (foreign.containsKey(slot)) {
      breaks(
          "FOREIGN HAND: %s was taken out by hand, and Ballast gave it requests".formatted(slot));
    }
    look(host, host.server(slot));
  }

  boolean isOutByHand(Slot slot) {
    return foreign.containsKey(slot);
  }

  void byHand(Slot slot, Admission admission) {
    switch (admission) {
      case READY -> foreign.remove(slot);
      case DRAIN, MAINT -> {
        if (!taken.containsKey(slot)) {
          foreign.put(slot, simulation.now());
        }
      }
    }
  }

  void stopped(Slot slot, int requests) {
    if (requests == 0) {
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
    if (endByThemselves.contains(slot)) {
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
    if (byBallast == limits.slots()) {
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

  /// One look at everything.
  void look() {
    for (SimulatedHost host : hosts) {
      for (SimulatedServer server : host.servers()) {
        look(host, server);
      }
    }
  }

  private void look(SimulatedHost host, SimulatedServer server) {
    if (!server.serving()) {
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
