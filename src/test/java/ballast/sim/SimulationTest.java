package ballast.sim;

import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.model.Admission;
import ballast.model.Batches;
import ballast.model.Host;
import ballast.model.Policy;
import ballast.model.Share;
import ballast.model.Slot;
import ballast.model.SlotView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Fleets, policies and faults by the seed. `SEED=123 mvn test -Dtest=SimulationTest` runs one seed
/// and prints its story.
class SimulationTest {
  private static final long SEEDS = 1_000;
  private static final long REPLAYED_ONE_IN = 5;

  /// Containers that end by themselves take requests with them, which is not Ballast's doing.
  private record Run(World world, Receipt receipt) {}

  @Test
  void everySeedKeepsEveryPromise() throws InterruptedException {
    var failures = new ArrayList<String>();
    for (long seed : seeds()) {
      Run run = run(seed);
      List<String> wrong = wrong(run);
      if (!wrong.isEmpty()) {
        failures.add(
            "SEED=%d mvn test -Dtest=SimulationTest#everySeedKeepsEveryPromise%n    %s"
                .formatted(seed, String.join("\n    ", wrong.stream().limit(4).toList())));
      }
      if (System.getenv("SEED") != null) {
        run.world().simulation.log().forEach(System.out::println);
        System.out.println(run.receipt());
      }
    }
    assertThat(failures).as("%d seeds failed", failures.size()).isEmpty();
  }

  @Test
  void theSameSeedTellsTheSameStory() throws InterruptedException {
    for (long seed : seeds()) {
      if (seed % REPLAYED_ONE_IN == 0) {
        assertThat(run(seed).world().simulation.log())
            .as("SEED=%d mvn test -Dtest=SimulationTest#theSameSeedTellsTheSameStory", seed)
            .isEqualTo(run(seed).world().simulation.log());
      }
    }
  }

  @Test
  void differentSeedsTellDifferentStories() throws InterruptedException {
    assertThat(run(1).world().simulation.log()).isNotEqualTo(run(2).world().simulation.log());
  }

  @Test
  void theSeedsMeetEveryEnd() throws InterruptedException {
    var outcomes = new ArrayList<Outcome>();
    for (long seed = 1; seed <= 100; seed++) {
      outcomes.add(run(seed).receipt().outcome());
    }
    assertThat(outcomes).contains(Outcome.DONE, Outcome.WENT_BACK, Outcome.MIXED, Outcome.STOPPED);
  }

  private static long[] seeds() {
    String one = System.getenv("SEED");
    return one == null
        ? LongStream.rangeClosed(1, SEEDS).toArray()
        : new long[] {Long.parseLong(one)};
  }

  private static Run run(long seed) throws InterruptedException {
    var random = new SplittableRandom(seed);
    int hosts = random.nextInt(1, 5);
    int slots = random.nextInt(2, 4);
    Policy policy = policy(random, slots);
    var world = new World(seed, hosts, slots, policy);
    faults(random, world);
    world.fleet.running(V1.id(), "v1").traffic(Duration.ofMillis(random.nextInt(60, 300)));
    return new Run(world, world.deploy(V2));
  }

  private static Policy policy(SplittableRandom random, int slots) {
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
    return policy;
  }

  private static void faults(SplittableRandom random, World world) {
    switch (random.nextInt(3)) {
      case 0 -> world.fleet.faults(new Faults(random.nextInt(20), random.nextInt(20)));
      case 1 -> world.fleet.faults(new Faults(0, random.nextInt(40)));
      default -> {}
    }
    int how = random.nextInt(12);
    Slot slot = slot(random, world);
    Duration when = Duration.ofMillis(random.nextInt(60_000));
    switch (how) {
      case 0 -> world.fleet.behaves(slot, V2.id(), new Behaviour.CrashesAtStart());
      case 1 -> world.fleet.behaves(slot, V2.id(), new Behaviour.NeverHealthy());
      case 2 -> world.fleet.behaves(slot, V2.id(), new Behaviour.ExitsAfter(when));
      case 3 -> world.fleet.behaves(slot, V1.id(), new Behaviour.ExitsAfter(when));
      case 4 -> world.fleet.unreachable(slot.host(), when);
      case 5 ->
          world
              .fleet
              .unreachable(slot.host(), when)
              .reachable(slot.host(), when.plusMillis(random.nextInt(60_000)));
      case 6 ->
          world
              .fleet
              .byHand(slot, random.nextBoolean() ? Admission.MAINT : Admission.DRAIN, when)
              .byHand(slot, Admission.READY, when.plusMillis(random.nextInt(90_000)));
      case 7 -> world.fleet.byHand(slot, Admission.MAINT, when);
      case 8 -> world.simulation.later(when, world.stop::raise);
      case 9, 10 -> handInTheSameMoment(random, world, slot);
      default -> world.fleet.request(slot, Duration.ofMinutes(5), Duration.ofMillis(1));
    }
    if (random.nextInt(20) == 0) {
      world.fleet.cannotPull(slot.host());
    }
  }

  /// Someone takes a slot out while Ballast is about to take out one of the same host.
  private static void handInTheSameMoment(SplittableRandom random, World world, Slot slot) {
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

  private static Slot slot(SplittableRandom random, World world) {
    List<Host> hosts = world.fleet.hosts();
    return new Slot(
        hosts.get(random.nextInt(hosts.size())), random.nextInt(1, world.service.slots() + 1));
  }

  /// What the end of a run shows that should not be.
  private static List<String> wrong(Run run) throws InterruptedException {
    var world = run.world();
    var wrong = new ArrayList<>(world.fleet.promises().broken());
    if (world.fleet.promises().lost() > 0) {
      wrong.add(world.fleet.promises().lost() + " requests lost");
    }
    switch (run.receipt().outcome()) {
      case DONE -> expectNo("v1", run, wrong);
      case WENT_BACK -> expectNo("v2", run, wrong);
      case NOTHING_TO_DO, MIXED, STOPPED -> {}
    }
    switch (run.receipt().outcome()) {
      case DONE, WENT_BACK, STOPPED, NOTHING_TO_DO -> {
        if (!world.fleet.promises().out().isEmpty()) {
          wrong.add("left out: " + world.fleet.promises().out());
        }
      }
      case MIXED -> {}
    }
    return wrong;
  }

  /// A slot that someone else had out when the rollout ended is told of instead.
  private static void expectNo(String version, Run run, List<String> wrong)
      throws InterruptedException {
    for (SlotView view : run.world().look().slots().toList()) {
      boolean told =
          run.receipt().notices().stream()
              .anyMatch(notice -> notice.startsWith(view.slot() + " was taken out"));
      if (!told && view.running().filter(one -> one.version().equals(version)).isPresent()) {
        wrong.add("%s serves %s".formatted(view.slot(), version));
      }
    }
  }
}
