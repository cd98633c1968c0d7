package ballast.sim;

import ballast.model.Health;
import ballast.model.Host;
import ballast.model.Order;
import ballast.model.Policy;
import ballast.model.Service;
import ballast.model.Share;
import ballast.model.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// What people want of Ballast in one story beside having a release deployed: how it takes
/// failures, how long slots soak, that it pauses, goes back, repairs, and takes slots out for them.
///
/// Drawn by numbers of its own, so that a story in which none of it is drawn is told as it would be
/// without.
final class Orders {
  private static final long OWN = 0x0DD5L << 40;
  private static final Duration PATIENT = Duration.ofMinutes(20);

  /// How often a person looks whether a rollout waits for a word, and how many times the word is to
  /// go on before it is to end.
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

  private static final int MOST_LOOKS = 60;

  private static final List<Policy.Reaction> REACTIONS = List.of(Policy.Reaction.values());

  private final SplittableRandom random;
  private boolean mayPause;

  Orders(long seed) {
    random = new SplittableRandom(seed ^ OWN);
  }

  private boolean oneIn(int stories) {
    return random.nextInt(stories) == 0;
  }

  Policy policy(Policy policy) {
    Policy drawn = oneIn(8) ? policy.withSoak(seconds(1, 6)) : policy;
    return oneIn(6) ? drawn.withFailing(failing(policy.failing().stall())) : drawn;
  }

  private Policy.Failing failing(Duration stall) {
    Optional<Share> tolerate =
        oneIn(3) ? Optional.empty() : Optional.of(new Share.Count(random.nextInt(1, 4)));
    Policy.Reaction then = REACTIONS.get(random.nextInt(REACTIONS.size()));
    mayPause |= then == Policy.Reaction.PAUSE;
    return new Policy.Failing(tolerate, then, stall);
  }

  Service service(Service service) {
    return oneIn(8) && service.health() instanceof Health.Http http
        ? new Service(
            service.name(),
            service.image(),
            service.port(),
            service.slots(),
            service.containerName(),
            service.container(),
            new Health.Http(
                http.method(),
                http.path(),
                http.host(),
                http.lowest(),
                http.highest(),
                seconds(1, 5),
                http.deadline()),
            service.balancer())
        : service;
  }

  private Duration seconds(int least, int most) {
    return Duration.ofSeconds(random.nextInt(least, most));
  }

  private Duration within(int millis) {
    return Duration.ofMillis(random.nextInt(millis));
  }

  /// What people type beside the rollouts.
  ///
  /// @param first the machine of the first one
  List<Callable<World.Ran>> beside(World world, Controller first, Supplier<Controller> machines) {
    var commands = new ArrayList<Callable<World.Ran>>();
    if (oneIn(10)) {
      pauses(world, first);
    }
    if (oneIn(10)) {
      Set<Slot> slots = slots(world);
      Duration when = within(60_000);
      Duration back = when.plus(within(90_000));
      commands.add(
          then(world, when, machines.get(), machine -> world.drain(machine, slots, PATIENT)));
      commands.add(
          then(world, back, machines.get(), machine -> world.ready(machine, slots, PATIENT)));
    }
    if (oneIn(12)) {
      commands.add(
          then(world, within(90_000), machines.get(), machine -> world.repair(machine, PATIENT)));
    }
    if (oneIn(12)) {
      commands.add(
          then(world, within(90_000), machines.get(), machine -> world.rollback(machine, PATIENT)));
    }
    return commands;
  }

  private interface Errand {
    World.Ran by(Controller machine);
  }

  private Callable<World.Ran> then(World world, Duration when, Controller machine, Errand errand) {
    return () -> {
      world.simulation.sleep(when);
      looksAfter(world, machine);
      return errand.by(machine);
    };
  }

  /// One slot, or all of a host.
  private Set<Slot> slots(World world) {
    List<Host> hosts = world.fleet.hosts();
    Host host = hosts.get(random.nextInt(hosts.size()));
    List<Slot> all = Words.slots(host, world.service.slots());
    return oneIn(3) ? Set.copyOf(all) : Set.of(all.get(random.nextInt(all.size())));
  }

  private void pauses(World world, Controller first) {
    mayPause = true;
    Duration when = within(60_000);
    Order after = oneIn(5) ? Order.ABORT : Order.RESUME;
    Duration until = when.plus(within(60_000));
    world.simulation.later(when, () -> says(world, first, Order.PAUSE));
    world.simulation.later(until, () -> says(world, first, after));
  }

  private static void says(World world, Controller machine, Order order) {
    world.simulation.note("someone says %s to %s".formatted(order, machine));
    world.signal(machine).obey(order);
  }

  /// Where a rollout may pause, a person says after a while how it goes on.
  void looksAfter(World world, Controller machine) {
    if (mayPause) {
      looksAfter(world, machine, MOST_LOOKS);
    }
  }

  private void looksAfter(World world, Controller machine, int looks) {
    world.simulation.later(
        BETWEEN_LOOKS,
        () -> {
          if (world.signal(machine).paused()) {
            says(world, machine, looks > MOST_LOOKS / 2 ? Order.RESUME : Order.ABORT);
          }
          if (looks > 0) {
            looksAfter(world, machine, looks - 1);
          }
        });
  }
}
