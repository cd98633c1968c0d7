package ballast.sim;

import static ballast.sim.World.V1;
import static ballast.sim.World.V2;

import ballast.model.Admission;
import ballast.model.Batches;
import ballast.model.Host;
import ballast.model.Policy;
import ballast.model.Share;
import ballast.model.Slot;
import ballast.model.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// What goes wrong in one story: links, releases, containers, hosts, HAProxies, people.
final class Ills {
  private final SplittableRandom random;
  private final World world;
  private boolean v2IsGood = true;
  private boolean hooksAreMended;
  private Optional<Host> heldAtEdge = Optional.empty();

  Ills(SplittableRandom random, World world) {
    this.random = random;
    this.world = world;
  }

  static Policy policy(SplittableRandom random, int slots) {
    Policy policy = Policy.defaults();
    if (slots == 3 && random.nextInt(3) == 0) {
      policy = Words.perHost(policy, 2);
    }
    if (random.nextInt(2) == 0) {
      policy = Words.maxOut(policy, new Policy.MaxOut.Of(new Share.Count(random.nextInt(1, 5))));
    }
    if (random.nextInt(3) == 0) {
      policy = Words.batches(policy, new Batches.Even(random.nextInt(1, 4)));
    }
    if (random.nextInt(3) == 0) {
      policy = Words.drain(policy, Duration.ofSeconds(10), Policy.PastDeadline.ROLL_BACK);
    }
    return policy.withStrategy(
        switch (random.nextInt(6)) {
          case 0 -> Strategy.surge(1);
          case 1 -> Strategy.surge(2);
          case 2 -> Strategy.BLUE_GREEN;
          default -> Strategy.ROLLING;
        });
  }

  /// Hosts leave the edge, and the budget lets one at least.
  static Policy behindAnEdge(SplittableRandom random, int slots) {
    Policy policy = policy(random, slots).withStrategy(Strategy.HOST);
    return switch (policy.maxOut()) {
      case Policy.MaxOut.Default() -> policy;
      case Policy.MaxOut.Of _ ->
          policy.withMaxOut(
              new Policy.MaxOut.Of(new Share.Count(random.nextInt(slots, 2 * slots + 1))));
    };
  }

  /// Someone takes a host out at the edge for a while, in a story of three.
  void atEdge() {
    if (random.nextInt(3) != 0) {
      return;
    }
    Host host = world.fleet.hosts().get(random.nextInt(world.fleet.hosts().size()));
    world.simulation.later(
        Duration.ofMillis(random.nextInt(60_000)),
        () -> world.fleet.front().withhold(host, "it is in maintenance"));
    heldAtEdge = Optional.of(host);
  }

  /// Who has taken a host out at the edge lets it in.
  void mendEdge() {
    heldAtEdge.ifPresent(host -> world.fleet.front().letIn(host));
  }

  /// Whether every container of v2 serves, once it is started.
  boolean v2IsGood() {
    return v2IsGood;
  }

  void befall() {
    switch (random.nextInt(4)) {
      case 0 -> world.fleet.faults(new Faults(random.nextInt(20), random.nextInt(20)));
      case 1 -> world.fleet.faults(new Faults(0, random.nextInt(40)));
      case 2 -> world.fleet.faults(new Faults(0, random.nextInt(10), random.nextInt(10)));
      default -> {}
    }
    if (random.nextInt(3) == 0) {
      badRelease(slot());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      mishap(slot(), Duration.ofMillis(random.nextInt(60_000)), soon());
    }
    if (random.nextInt(3) == 0) {
      byHand(slot(), Duration.ofMillis(random.nextInt(60_000)));
    }
  }

  /// A story in four has hooks; some fail and some hang, until all is calm.
  void hooks() {
    if (random.nextInt(4) != 0) {
      return;
    }
    int bad = random.nextInt(3) == 0 ? random.nextInt(1, 40) : 0;
    world.hooks =
        new SimulatedHooks(
            world,
            _ ->
                hooksAreMended || random.nextInt(100) >= bad
                    ? SimulatedHooks.Manner.WELL
                    : random.nextBoolean()
                        ? SimulatedHooks.Manner.FAILS
                        : SimulatedHooks.Manner.HANGS);
  }

  /// From now on every hook goes well.
  void mendHooks() {
    hooksAreMended = true;
  }

  private Duration soon() {
    return Duration.ofMillis(random.nextInt(500, 30_000));
  }

  private void badRelease(Slot slot) {
    v2IsGood = false;
    switch (random.nextInt(4)) {
      case 0 -> world.fleet.behaves(slot, V2.id(), new Behaviour.CrashesAtStart());
      case 1 -> world.fleet.behaves(slot, V2.id(), new Behaviour.NeverHealthy());
      case 2 -> world.fleet.behaves(slot, V2.id(), new Behaviour.ExitsAfter(soon()));
      default -> world.fleet.behaves(slot, V1.id(), new Behaviour.ExitsAfter(soon()));
    }
  }

  private void mishap(Slot slot, Duration when, Duration howLong) {
    Mishaps mishaps = world.fleet.mishaps();
    Host host = slot.host();
    switch (random.nextInt(12)) {
      case 0 -> mishaps.powerCut(host, when, howLong);
      case 1 -> mishaps.engineRestart(host, when, howLong);
      case 2 -> mishaps.socketRefused(host, when, howLong);
      case 3, 4 -> mishaps.reload(host, when);
      case 5 -> mishaps.balancerRestart(host, when);
      case 6 -> mishaps.killed(slot, when, random.nextInt(1, 5));
      case 7 -> mishaps.registryDown(when.dividedBy(3), howLong);
      case 8 -> mishaps.diskFull(host, when.dividedBy(3), howLong);
      case 9 -> world.fleet.unreachable(host, when).reachable(host, when.plus(howLong));
      case 10 -> world.fleet.sick(slot, when, howLong);
      default -> longRequest(slot);
    }
  }

  private void longRequest(Slot slot) {
    if (world.fleet.on(slot.host()).server(slot).reachable()) {
      world.fleet.request(slot, Duration.ofMinutes(2), Duration.ofMillis(1));
    }
  }

  private void byHand(Slot slot, Duration when) {
    Duration back = when.plusMillis(random.nextInt(90_000));
    switch (random.nextInt(5)) {
      case 0, 1 ->
          world
              .fleet
              .byHand(slot, random.nextBoolean() ? Admission.MAINT : Admission.DRAIN, when)
              .byHand(slot, Admission.READY, back);
      case 2 -> world.fleet.byHand(slot, Admission.MAINT, when);
      case 3 -> world.fleet.mishaps().weighsNothing(slot, when, back);
      default -> inTheSameMoment(slot);
    }
  }

  /// Someone takes a slot out while Ballast is about to take out one of the same host.
  private void inTheSameMoment(Slot slot) {
    var other = new Slot(slot.host(), random.nextInt(1, world.service.slots() + 1));
    Duration back = Duration.ofMillis(random.nextInt(1, 60_000));
    world.whenLaneStarts(
        slot,
        Duration.ofMillis(random.nextInt(150)),
        () ->
            world
                .fleet
                .byHand(other, Admission.MAINT, Duration.ZERO)
                .byHand(other, Admission.READY, back));
  }

  private Slot slot() {
    List<Host> hosts = world.fleet.hosts();
    return new Slot(
        hosts.get(random.nextInt(hosts.size())), random.nextInt(1, world.service.slots() + 1));
  }
}
