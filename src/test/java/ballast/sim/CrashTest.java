package ballast.sim;

import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Receipt.Outcome;
import ballast.model.HostView;
import ballast.model.Policy;
import ballast.model.Release;
import ballast.model.Share;
import ballast.model.SlotView;
import ballast.model.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// A controller that dies before each call that changes something, while each one is under way, and
/// after each one was applied but before its answer: the next run finishes, and no promise is
/// broken meanwhile.
@Isolated("keeps every core busy by itself")
class CrashTest {
  private static final Duration PATIENT = Duration.ofMinutes(20);
  private static final Release V3 = Scenario.V3;

  /// More calls than any of these rollouts makes.
  private static final int MOST_CALLS = 1_000;

  private static final int FEWEST_CALLS = 20;

  /// A new HAProxy process takes every server for up until its first check.
  private static final Duration CHECKED_AGAIN = Duration.ofSeconds(3);

  /// What [#deathsAreCounted] prints.
  private static final Map<Controller.Moment, Integer> DEATHS = new ConcurrentHashMap<>();

  @AfterAll
  static void deathsAreCounted() {
    System.out.printf(
        "%,d places, %,d variants%n",
        DEATHS.getOrDefault(Controller.Moment.BEFORE, 0),
        DEATHS.values().stream().mapToInt(Integer::intValue).sum());
  }

  /// What is on the fleet before the rollout that dies.
  private interface Before {
    void happens(World world);
  }

  /// A command, and what every slot is to serve when it has ended.
  private record Order(String words, Release to, Typed typed) {
    interface Typed {
      World.Ran on(World world, Controller machine) throws InterruptedException;
    }

    static Order deploy(Release release) {
      return new Order(
          release.version(), release, (world, machine) -> world.deploy(machine, release, PATIENT));
    }

    @Override
    public String toString() {
      return words;
    }
  }

  private static final Order BACK =
      new Order("rollback", V1, (world, machine) -> world.rollback(machine, PATIENT));

  /// Where the controller died, and what was wrong after the next run.
  private record Variant(
      Order rolled, Order next, int call, Controller.Moment moment, String wrong) {}

  @Test
  void aRolloutThatDiesAtAnyCallIsFinishedByTheNextRun() throws InterruptedException {
    assertThat(everyDeath(_ -> {}, Order.deploy(V2), Order.deploy(V2))).isEmpty();
  }

  @Test
  void aRolloutThatDiesAtAnyCallIsSupersededByAnotherRelease() throws InterruptedException {
    assertThat(everyDeath(_ -> {}, Order.deploy(V2), Order.deploy(V3))).isEmpty();
  }

  @Test
  void aRolloutThatDiesAtAnyCallIsUndoneByDeployingTheEarlierRelease() throws InterruptedException {
    assertThat(everyDeath(_ -> {}, Order.deploy(V2), Order.deploy(V1))).isEmpty();
  }

  @Test
  void aRolloutThatGoesBackAndDiesAtAnyCallIsFinishedByTheNextRun() throws InterruptedException {
    Before bad =
        world -> world.fleet.behaves(Words.slot("fe-2/2"), V2.id(), new Behaviour.NeverHealthy());
    assertThat(everyDeath(bad, Order.deploy(V2), Order.deploy(V3))).isEmpty();
  }

  @Test
  void aTakeoverThatDiesAtAnyCallIsTakenOverItself() throws InterruptedException {
    Before halfDone =
        world -> {
          var first = new Controller(world.simulation, "machine-1");
          first.diesAt(70, Controller.Moment.AFTER);
          assertThat(world.deploy(first, V2, PATIENT)).isInstanceOf(World.Ran.Died.class);
        };
    assertThat(everyDeath(halfDone, Order.deploy(V2), Order.deploy(V2))).isEmpty();
  }

  @Test
  void aRolloutThatDiesAtAnyCallIsUndoneByARollback() throws InterruptedException {
    assertThat(everyDeath(_ -> {}, Order.deploy(V2), BACK)).isEmpty();
  }

  @Test
  void aRollbackThatDiesAtAnyCallIsFinishedByTheNextOne() throws InterruptedException {
    Before rolled =
        world -> {
          var before = new Controller(world.simulation, "before");
          assertThat(world.deploy(before, V2, PATIENT)).isInstanceOf(World.Ran.Ended.class);
        };
    assertThat(everyDeath(rolled, BACK, BACK)).isEmpty();
  }

  @Test
  void aSurgeThatDiesAtAnyCallIsFinishedSupersededOrUndoneByTheNextRun()
      throws InterruptedException {
    var surge = new Fleet(2, 2, Strategy.surge(1));
    assertThat(everyDeath(surge, _ -> {}, Order.deploy(V2), Order.deploy(V2))).isEmpty();
    assertThat(everyDeath(surge, _ -> {}, Order.deploy(V2), Order.deploy(V3))).isEmpty();
    assertThat(everyDeath(surge, _ -> {}, Order.deploy(V2), BACK)).isEmpty();
  }

  @Test
  void aSurgeThatGoesBackAndDiesAtAnyCallIsFinishedByTheNextRun() throws InterruptedException {
    Before bad =
        world -> world.fleet.behaves(Words.slot("fe-2/1"), V2.id(), new Behaviour.NeverHealthy());
    assertThat(
            everyDeath(new Fleet(2, 2, Strategy.surge(1)), bad, Order.deploy(V2), Order.deploy(V3)))
        .isEmpty();
  }

  @Test
  void oneSlotAHostThatSurgesAndDiesAtAnyCallIsFinishedByTheNextRun() throws InterruptedException {
    assertThat(
            everyDeath(
                new Fleet(2, 1, Strategy.surge(1)), _ -> {}, Order.deploy(V2), Order.deploy(V1)))
        .isEmpty();
  }

  @Test
  void aBlueGreenRolloutThatDiesAtAnyCallIsFinishedOrUndoneByTheNextRun()
      throws InterruptedException {
    var blueGreen = new Fleet(2, 2, Strategy.BLUE_GREEN);
    assertThat(everyDeath(blueGreen, _ -> {}, Order.deploy(V2), Order.deploy(V2))).isEmpty();
    assertThat(everyDeath(blueGreen, _ -> {}, Order.deploy(V2), BACK)).isEmpty();
  }

  @Test
  void aRolloutOfWholeHostsThatDiesAtAnyCallIsFinishedSupersededOrUndoneByTheNextRun()
      throws InterruptedException {
    var hosts = new Fleet(3, 2, Strategy.HOST);
    assertThat(everyDeath(hosts, _ -> {}, Order.deploy(V2), Order.deploy(V2))).isEmpty();
    assertThat(everyDeath(hosts, _ -> {}, Order.deploy(V2), Order.deploy(V3))).isEmpty();
    assertThat(everyDeath(hosts, _ -> {}, Order.deploy(V2), BACK)).isEmpty();
  }

  @Test
  void aRolloutOfWholeHostsThatGoesBackAndDiesAtAnyCallIsFinishedByTheNextRun()
      throws InterruptedException {
    Before bad =
        world -> world.fleet.behaves(Words.slot("fe-2/1"), V2.id(), new Behaviour.NeverHealthy());
    assertThat(everyDeath(new Fleet(3, 2, Strategy.HOST), bad, Order.deploy(V2), Order.deploy(V3)))
        .isEmpty();
  }

  @Test
  void aFillOfUnopenedSlotsThatDiesAtAnyCallIsFinishedOrSupersededByTheNextRun()
      throws InterruptedException {
    var grown = new Fleet(2, 2, Strategy.ROLLING, Filled.ALL_BUT_THE_LAST);
    assertThat(everyDeath(grown, _ -> {}, Order.deploy(V2), Order.deploy(V2))).isEmpty();
    assertThat(everyDeath(grown, _ -> {}, Order.deploy(V2), Order.deploy(V3))).isEmpty();
    assertThat(everyDeath(grown, _ -> {}, Order.deploy(V2), Order.deploy(V1))).isEmpty();
  }

  @Test
  void aFillOfUnopenedSlotsThatDiesAtAnyCallAndIsReloadedIsFinishedByTheNextRun()
      throws InterruptedException {
    var grown = new Fleet(2, 2, Strategy.ROLLING, Filled.ALL_BUT_THE_LAST);
    Order reloaded =
        new Order(
            "v2 after reloads",
            V2,
            (world, machine) -> {
              world.fleet.hosts().forEach(host -> world.fleet.reloads(host, Duration.ZERO));
              world.simulation.sleep(CHECKED_AGAIN);
              return world.deploy(machine, V2, PATIENT);
            });
    // Not while a stop is under way: that a reload gives requests to what ends is no fill's matter.
    for (Controller.Moment moment : List.of(Controller.Moment.BEFORE, Controller.Moment.AFTER)) {
      assertThat(everyDeath(grown, _ -> {}, Order.deploy(V2), reloaded, moment)).isEmpty();
    }
  }

  @Test
  void aFillOfUnopenedSlotsThatFailsAndDiesAtAnyCallIsFinishedByTheNextRun()
      throws InterruptedException {
    Before bad =
        world -> world.fleet.behaves(Words.slot("fe-2/2"), V2.id(), new Behaviour.NeverHealthy());
    var grown = new Fleet(2, 2, Strategy.ROLLING, Filled.ALL_BUT_THE_LAST);
    assertThat(everyDeath(grown, bad, Order.deploy(V2), Order.deploy(V3))).isEmpty();
  }

  /// What the rollouts roll over, and how.
  private record Fleet(int hosts, int slots, Strategy strategy, Filled filled) {
    Fleet(int hosts, int slots, Strategy strategy) {
      this(hosts, slots, strategy, Filled.ALL);
    }
  }

  /// Which slots of a host run the first release; nothing was ever in the others.
  private enum Filled {
    ALL,
    ALL_BUT_THE_LAST
  }

  private static final Fleet THREE_BY_THREE = new Fleet(3, 3, Strategy.ROLLING);

  private static List<Variant> everyDeath(Before before, Order rolled, Order next)
      throws InterruptedException {
    return everyDeath(THREE_BY_THREE, before, rolled, next);
  }

  private static List<Variant> everyDeath(Fleet fleet, Before before, Order rolled, Order next)
      throws InterruptedException {
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<Variant>>> moments =
          Stream.of(Controller.Moment.values())
              .<Callable<List<Variant>>>map(
                  moment -> () -> everyDeath(fleet, before, rolled, next, moment))
              .toList();
      var wrong = new ArrayList<Variant>();
      for (Future<List<Variant>> one : both.invokeAll(moments)) {
        wrong.addAll(one.resultNow());
      }
      return wrong;
    }
  }

  private static List<Variant> everyDeath(
      Fleet fleet, Before before, Order rolled, Order next, Controller.Moment moment)
      throws InterruptedException {
    var wrong = new ArrayList<Variant>();
    int deaths = 0;
    for (int call = 1; call < MOST_CALLS; call++) {
      Death death = death(fleet, before, rolled, next, call, moment);
      if (!death.died()) {
        break;
      }
      deaths++;
      for (String one : death.wrong()) {
        wrong.add(new Variant(rolled, next, call, moment, one));
      }
    }
    System.out.printf(
        "%s, %s then %s: died at %d calls, %s%n", fleet.strategy(), rolled, next, deaths, moment);
    DEATHS.merge(moment, deaths, Integer::sum);
    assertThat(deaths).isBetween(FEWEST_CALLS, MOST_CALLS - 2);
    return wrong;
  }

  private record Death(boolean died, List<String> wrong) {}

  private static Death death(
      Fleet fleet, Before before, Order rolled, Order next, int call, Controller.Moment moment)
      throws InterruptedException {
    var policy = Words.maxOut(Policy.defaults(), new Policy.MaxOut.Of(new Share.Count(3)));
    var world =
        new World(call, fleet.hosts(), fleet.slots(), policy.withStrategy(fleet.strategy()));
    if (moment == Controller.Moment.SENT) {
      stopsGoOn(world);
    }
    switch (fleet.filled()) {
      case ALL -> world.fleet.running(V1.id(), "v1");
      case ALL_BUT_THE_LAST -> Words.grown(world);
    }
    world.fleet.traffic(Duration.ofMillis(800));
    world.hooks = new SimulatedHooks(world, _ -> SimulatedHooks.Manner.WELL);
    before.happens(world);
    var dying = new Controller(world.simulation, "dying");
    dying.diesAt(call, moment);
    boolean died = rolled.typed().on(world, dying) instanceof World.Ran.Died;
    World.Ran end = next.typed().on(world, new Controller(world.simulation, "next"));
    return new Death(died, wrong(world, end, next));
  }

  /// The next run comes at once, and what was told to stop is healthy until it is killed: a stop
  /// that was sent is under way then, and nothing tells it but the place of its container.
  private static void stopsGoOn(World world) {
    world.knownDead = Controller::isDead;
    world.fleet.behaves(V1.id(), new Behaviour.Deaf(Duration.ofSeconds(1)));
  }

  private static List<String> wrong(World world, World.Ran end, Order next)
      throws InterruptedException {
    var wrong = new ArrayList<>(world.fleet.promises().broken());
    boolean well =
        switch (end) {
          case World.Ran.Ended(var receipt) ->
              Set.of(Outcome.DONE, Outcome.NOTHING_TO_DO).contains(receipt.outcome());
          // Where everything is back already, there is nothing to go back to.
          case World.Ran.Refused _ -> next.equals(BACK);
          case World.Ran.PutAside _, World.Ran.Died _ -> false;
        };
    if (!well) {
      wrong.add("CONVERGE: the next run ended with " + end);
    }
    for (SlotView view : world.look().slots().toList()) {
      if (!view.serves(next.to().id()) || view.inHand()) {
        wrong.add("CONVERGE: " + view);
      }
    }
    for (HostView.Seen host : world.look().seen().toList()) {
      if (host.edge().shut()) {
        wrong.add("CONVERGE: %s at the edge: %s".formatted(host.host(), host.edge().words()));
      }
      if (host.slots().size() != world.service.slots()) {
        wrong.add("CONVERGE: %s has %d filled".formatted(host.host(), host.slots().size()));
      }
    }
    if (world.fleet.promises().lost() > 0) {
      wrong.add("LOST: %d requests".formatted(world.fleet.promises().lost()));
    }
    return wrong;
  }
}
