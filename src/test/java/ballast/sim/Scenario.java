package ballast.sim;

import static ballast.sim.World.V1;
import static ballast.sim.World.V2;

import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Release;
import ballast.model.Slot;
import ballast.model.SlotView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/// One story by its seed: a fleet under traffic, machines that roll releases over it, what goes
/// wrong meanwhile; and in the end, when nothing goes wrong any more, a last rollout that must
/// bring everything to one release.
final class Scenario {
  static final Release V3 = Words.release("v3");

  /// A tag that was moved: the same word for another image.
  static final Release V2_MOVED = Words.moved(V2);

  private static final Duration NO_PATIENCE = Duration.ZERO;
  private static final Duration PATIENT = Duration.ofMinutes(20);

  /// In one story of so many each host has got a slot more, which nothing was ever in.
  private static final int GROWN = 8;

  /// Everything that was to happen has happened by then.
  private static final Duration CALM = Duration.ofMinutes(3);

  final World world;
  final List<World.Ran> ran = new ArrayList<>();
  private final SplittableRandom random;
  private final Ills ills;
  private final long seed;
  private final Orders orders;
  private final List<Callable<World.Ran>> commands = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private int machines;

  /// A fleet whose clients come through an edge, and rollouts that take whole hosts out of it.
  private Scenario(long seed, Planted planted, int hosts, SplittableRandom random) {
    this.seed = seed;
    this.random = random;
    orders = new Orders(seed);
    int slots = random.nextInt(2, 4);
    world =
        new World(
            seed,
            hosts,
            orders.service(Words.service(slots)),
            orders.policy(Ills.behindAnEdge(random, slots)));
    world.planted = planted;
    ills = new Ills(random, world);
  }

  private Scenario(long seed, Planted planted) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    orders = new Orders(seed);
    int hosts = random.nextInt(1, 5);
    int slots = random.nextInt(2, 4);
    world =
        new World(
            seed,
            hosts,
            orders.service(Words.service(slots)),
            orders.policy(Ills.policy(random, slots)));
    world.planted = planted;
    ills = new Ills(random, world);
  }

  /// What one seed tells.
  ///
  /// @param wrong promises that were broken; empty when everything was kept
  record Told(List<String> wrong, List<String> log, List<World.Ran> ran) {}

  static Told of(long seed) throws InterruptedException {
    return of(seed, Planted.NOTHING);
  }

  static Told of(long seed, Planted planted) throws InterruptedException {
    return tell(new Scenario(seed, planted));
  }

  static Told behindAnEdge(long seed, Planted planted) throws InterruptedException {
    var random = new SplittableRandom(seed);
    var scenario = new Scenario(seed, planted, random.nextInt(2, 5), random);
    scenario.ills.atEdge();
    return tell(scenario);
  }

  private static Told tell(Scenario scenario) throws InterruptedException {
    try {
      scenario.play();
    } catch (IllegalStateException stuck) {
      scenario.wrong.add(String.valueOf(stuck.getMessage()));
    }
    var wrong = new ArrayList<>(scenario.world.fleet.promises().broken());
    wrong.addAll(scenario.wrong);
    if (scenario.world.fleet.promises().lost() > 0) {
      wrong.add("LOST: %d requests".formatted(scenario.world.fleet.promises().lost()));
    }
    scenario.world.simulation.log().stream()
        .filter(line -> line.contains(World.CANARY))
        .limit(1)
        .forEach(line -> wrong.add("SECRET: " + line));
    return new Told(wrong, scenario.world.simulation.log(), scenario.ran);
  }

  private void play() throws InterruptedException {
    boolean grown = seed % GROWN == 0;
    if (grown) {
      Words.grown(world);
    }
    ills.befall();
    ills.hooks();
    if (!grown) {
      world.fleet.running(V1.id(), "v1");
    }
    world.fleet.traffic(Duration.ofMillis(random.nextInt(200, 800)));
    cast();
    ran.addAll(world.simulation.all(commands));
    if (ran.size() == 1 && ran.getFirst() instanceof World.Ran.Ended(var receipt)) {
      checkAlone(receipt);
    }
    world.simulation.sleep(CALM);
    world.calm();
    ills.mendHooks();
    ills.mendEdge();
    world.simulation.sleep(Duration.ofSeconds(30));
    converge();
  }

  private Controller machine() {
    return new Controller(world.simulation, "machine-" + ++machines);
  }

  private void starts(Controller machine, Release release, Duration when, Duration patience) {
    commands.add(() -> {
      world.simulation.sleep(when);
      orders.looksAfter(world, machine);
      return world.deploy(machine, release, patience);
    });
  }

  /// Who rolls what, and when.
  private void cast() {
    Controller first = machine();
    starts(first, V2, Duration.ZERO, NO_PATIENCE);
    Duration when = Duration.ofMillis(random.nextInt(60_000));
    switch (random.nextInt(10)) {
      case 0, 1 -> {}
      case 2 -> world.simulation.later(when, () -> world.signal(first).stop());
      case 3, 4 -> {
        first.diesAt(random.nextInt(1, 150), moment());
        starts(machine(), another(), when, PATIENT);
      }
      case 5 -> {
        freezes(first, when);
        starts(machine(), another(), when.plusSeconds(random.nextInt(20)), PATIENT);
      }
      case 6 -> starts(machine(), another(), when, PATIENT);
      case 7 -> starts(machine(), another(), when.dividedBy(6), NO_PATIENCE);
      case 8 -> {
        losesItsWay(first, when);
        starts(machine(), another(), when.plusSeconds(random.nextInt(20)), PATIENT);
      }
      default -> {
        Controller second = machine();
        first.diesAt(random.nextInt(1, 80), moment());
        second.diesAt(random.nextInt(1, 80), moment());
        starts(second, another(), when, PATIENT);
        starts(machine(), another(), when.plusSeconds(30), PATIENT);
      }
    }
    if (random.nextInt(6) == 0) {
      int by = random.nextInt(-7200, 7200);
      world.simulation.later(
          Duration.ofMillis(random.nextInt(60_000)), () -> first.setsClock(Duration.ofSeconds(by)));
    }
    commands.addAll(orders.beside(world, first, this::machine));
  }

  private Controller.Moment moment() {
    return random.nextBoolean() ? Controller.Moment.BEFORE : Controller.Moment.AFTER;
  }

  private Release another() {
    return switch (random.nextInt(4)) {
      case 0 -> V1;
      case 1 -> V3;
      case 2 -> V2_MOVED;
      default -> V2;
    };
  }

  private void freezes(Controller machine, Duration when) {
    Duration howLong = Duration.ofSeconds(random.nextInt(10) == 0 ? 600 : random.nextInt(5, 100));
    Controller.Pause pause =
        random.nextBoolean() ? Controller.Pause.ASLEEP : Controller.Pause.STOPPED;
    world.simulation.later(when, () -> machine.freeze(howLong, pause));
  }

  private void losesItsWay(Controller machine, Duration when) {
    List<Host> lost =
        random.nextBoolean()
            ? world.fleet.hosts()
            : List.of(world.fleet.hosts().get(random.nextInt(world.fleet.hosts().size())));
    Duration back = when.plusSeconds(random.nextInt(5, 120));
    world.simulation.later(when, () -> lost.forEach(machine::losesWayTo));
    world.simulation.later(back, () -> lost.forEach(machine::findsWayTo));
  }

  /// What the receipt of a rollout that nobody got in the way of says is so.
  private void checkAlone(Receipt receipt) throws InterruptedException {
    switch (receipt.outcome()) {
      case DONE -> expectNo(V1, receipt);
      case NOT_BEGUN, WENT_BACK -> expectNo(V2, receipt);
      case NOTHING_TO_DO, MIXED, STOPPED, LOCK_LOST -> {}
    }
    switch (receipt.outcome()) {
      case DONE, NOT_BEGUN, WENT_BACK, NOTHING_TO_DO -> {
        noneOutAtTheEdge(receipt.outcome());
        noneOut(receipt.outcome());
      }
      // One that failed, and could not be brought back either, is told as the problem.
      case STOPPED -> {
        if (receipt.problem().isEmpty()) {
          noneOut(receipt.outcome());
        }
      }
      case MIXED, LOCK_LOST -> {}
    }
  }

  private void noneOut(Outcome when) {
    for (Slot slot : world.fleet.promises().out()) {
      wrong.add("CONVERGE: %s is out after %s".formatted(slot, when));
    }
  }

  private void noneOutAtTheEdge(Object when) throws InterruptedException {
    world
        .look()
        .seen()
        .filter(host -> host.edge().ours())
        .forEach(host ->
            wrong.add("CONVERGE: %s is out at the edge after %s".formatted(host.host(), when)));
  }

  /// A slot that someone had out when the rollout ended is told of instead, one way or another.
  private void expectNo(Release release, Receipt receipt) throws InterruptedException {
    long others = world.look().slots().filter(view -> runs(view, release)).count();
    int told = receipt.reach().slots() - receipt.reach().serving();
    if (others > (receipt.outcome() == Outcome.DONE ? told : receipt.notices().size())) {
      wrong.add("CONVERGE: %d slots run %s after %s".formatted(others, release, receipt));
    }
  }

  private static boolean runs(SlotView view, Release release) {
    return view.running().filter(one -> one.release().equals(release.id())).isPresent();
  }

  private void converge() throws InterruptedException {
    Release last = ills.v2IsGood() && random.nextBoolean() ? V2 : V3;
    Controller machine = machine();
    orders.looksAfter(world, machine);
    World.Ran end = world.deploy(machine, last, PATIENT);
    ran.add(end);
    Optional<Receipt> receipt =
        end instanceof World.Ran.Ended(var told) ? Optional.of(told) : Optional.empty();
    if (receipt
        .filter(one -> one.outcome() == Outcome.DONE || one.outcome() == Outcome.NOTHING_TO_DO)
        .isEmpty()) {
      wrong.add("CONVERGE: the last rollout ended with " + end);
    }
    world.simulation.sleep(Duration.ofSeconds(5));
    for (SlotView view : world.look().slots().toList()) {
      if (!view.serves(last.id())) {
        wrong.add(
            "CONVERGE: %s does not serve %s: %s".formatted(view.slot(), last.version(), view));
      } else if (view.inHand()) {
        wrong.add("CONVERGE: %s still bears a mark: %s".formatted(view.slot(), view.berths()));
      }
    }
    for (HostView.Seen host : world.look().seen().toList()) {
      if (host.slots().size() != world.service.slots()) {
        wrong.add("CONVERGE: %s has %d filled".formatted(host.host(), host.slots().size()));
      }
    }
    noneOutAtTheEdge("the last rollout");
    for (Slot slot : world.fleet.promises().out()) {
      wrong.add("CONVERGE: %s is still out".formatted(slot));
    }
  }
}
