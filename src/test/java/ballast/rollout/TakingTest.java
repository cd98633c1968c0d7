package ballast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.LockHolder;
import ballast.model.LockHolder.LocalProcess;
import ballast.model.LockView;
import ballast.model.Policy;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Lock;
import ballast.rollout.Taking.End;
import ballast.sim.Faults;
import ballast.sim.Simulation;
import ballast.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class TakingTest {
  private static final LocalProcess PROCESS = new LocalProcess("boot/1", 77, "123");

  private World world = new World(1, 1, 1, Policy.defaults());
  private Simulation simulation = world.simulation;
  private Lock lock = world.fleet.lock();
  private final Signal signal = new Signal();

  private void seed(int seed) {
    world = new World(seed, 1, 1, Policy.defaults());
    simulation = world.simulation;
    lock = world.fleet.lock();
  }

  private static Taking.Wish wish(String who, Duration patience) {
    return new Taking.Wish(who, "r of " + who, Optional.empty(), patience);
  }

  private End take(String who, Duration patience) throws Exception {
    return take(who, patience, simulation);
  }

  private End take(String who, Duration patience, Crew crew) throws Exception {
    return new Taking(lock, crew, simulation, signal, PROCESS::equals)
        .take(wish(who, patience), _ -> {});
  }

  private LockHolder held(LockHolder.Kind kind, Optional<LocalProcess> process) throws Exception {
    var holder = new LockHolder("carl@desk", kind, "why", Instant.EPOCH, 7, process);
    assertThat(lock.take(holder)).isInstanceOf(Lock.Attempt.Taken.class);
    return holder;
  }

  private Duration since(Instant began) {
    return Duration.between(began, simulation.now());
  }

  @Test
  void aFreeLockIsTakenAtOnce() throws Exception {
    var taken = (End.Taken) take("anna", Duration.ZERO);
    assertThat(since(Instant.EPOCH)).isLessThan(Duration.ofMillis(100));
    assertThat(taken.from()).isEmpty();
    assertThat(taken.lease().generation()).isEqualTo(1);
    assertThat(lock.look().orElseThrow().holder().who()).isEqualTo("anna");
  }

  @Test
  void whoseProcessHasEndedIsTakenOverAtOnce() throws Exception {
    LockHolder dead = held(LockHolder.Kind.COMMAND, Optional.of(PROCESS));
    var taken = (End.Taken) take("anna", Duration.ZERO);
    assertThat(since(Instant.EPOCH)).isLessThan(Duration.ofSeconds(1));
    assertThat(taken.from()).contains(dead);
    assertThat(taken.lease().generation()).isEqualTo(8);
  }

  @Test
  void aDeadHoldersLockIsTakenOverAfterAWatch() throws Exception {
    LockHolder dead =
        held(LockHolder.Kind.COMMAND, Optional.of(new LocalProcess("elsewhere/1", 77, "123")));
    var taken = (End.Taken) take("anna", Duration.ZERO);
    assertThat(since(Instant.EPOCH))
        .isBetween(Taking.DEAD.plus(Lease.TRUST), Taking.DEAD.plus(Lease.TRUST).plusSeconds(4));
    assertThat(taken.from()).contains(dead);
    assertThat(taken.lease().generation()).isEqualTo(8);
    taken.lease().mustHold();
  }

  @Test
  void aLivingHolderIsToldWithinSeconds() throws Exception {
    take("carl", Duration.ZERO);
    var refused = (End.Refused) take("anna", Duration.ZERO);
    assertThat(refused.held().holder().who()).isEqualTo("carl");
    assertThat(since(Instant.EPOCH)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void itIsHeldAndNamedSinceItWasTakenNotSinceItWasWaitedFor() throws Exception {
    Lease carls = ((End.Taken) take("carl", Duration.ZERO)).lease();
    simulation.later(
        Duration.ofMinutes(5),
        () ->
            simulation
                .<Boolean>bench()
                .start(() -> {
                  carls.close();
                  return true;
                }));
    var wish = new Taking.Wish("anna", Instant::toString, Optional.empty(), Duration.ofMinutes(10));
    Lease annas =
        ((End.Taken)
                new Taking(lock, simulation, simulation, signal, PROCESS::equals)
                    .take(wish, _ -> {}))
            .lease();
    Instant since = lock.look().orElseThrow().holder().since();
    assertThat(since).isBetween(simulation.wall().minusSeconds(5), simulation.wall());
    assertThat(annas.purpose()).isEqualTo(since.toString());
  }

  @Test
  void aLivingHolderIsWaitedForAsLongAsWished() throws Exception {
    take("carl", Duration.ZERO);
    var refused = (End.Refused) take("anna", Duration.ofMinutes(3));
    assertThat(refused.held().holder().who()).isEqualTo("carl");
    assertThat(since(Instant.EPOCH))
        .isBetween(Duration.ofMinutes(3), Duration.ofMinutes(3).plusSeconds(5));
  }

  @Test
  void whoWaitsHasItAsSoonAsItIsGivenUp() throws Exception {
    var first = (End.Taken) take("carl", Duration.ZERO);
    var told = new ArrayList<LockView>();
    simulation
        .<Boolean>bench()
        .start(() -> {
          simulation.sleep(Duration.ofSeconds(45));
          first.lease().close();
          return true;
        });
    End end =
        new Taking(lock, simulation, simulation, signal, _ -> false)
            .take(wish("anna", Duration.ofMinutes(10)), told::add);
    assertThat(end).isInstanceOf(End.Taken.class);
    assertThat(((End.Taken) end).from()).isEmpty();
    assertThat(since(Instant.EPOCH)).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(47));
    assertThat(told).isNotEmpty().allMatch(held -> held.holder().who().equals("carl"));
  }

  @Test
  void aLockByHandNeverDies() throws Exception {
    held(LockHolder.Kind.BY_HAND, Optional.empty());
    assertThat(take("anna", Duration.ofHours(1))).isInstanceOf(End.Refused.class);
    assertThat(since(Instant.EPOCH)).isGreaterThanOrEqualTo(Duration.ofHours(1));
  }

  @Test
  void whoIsToldToStopWaitsNoLonger() throws Exception {
    held(LockHolder.Kind.COMMAND, Optional.empty());
    simulation.later(Taking.DEAD.plusSeconds(3), signal::stop);
    assertThat(take("anna", Duration.ofHours(1))).isInstanceOf(End.Stopped.class);
    assertThat(since(Instant.EPOCH)).isLessThan(Taking.DEAD.plusSeconds(6));
    assertThat(lock.look()).isEmpty();
  }

  @Test
  void aTakingWhoseAnswerWasLostIsFoundAgain() throws Exception {
    int found = 0;
    for (int seed = 1; seed <= 200; seed++) {
      seed(seed);
      world.fleet.faults(new Faults(0, 150));
      try {
        var taken = (End.Taken) take("anna", Duration.ZERO);
        world.fleet.faults(Faults.NONE);
        assertThat(taken.from()).isEmpty();
        simulation.sleep(Lease.TRUST);
        taken.lease().mustHold();
        found++;
      } catch (CallFailed linkTooBad) {
        // four in a row
      }
    }
    assertThat(found).isGreaterThan(190);
  }

  @Test
  void ofTwoWhoTakeOverFromADeadOneOnlyOneHasIt() throws Exception {
    for (int seed = 1; seed <= 100; seed++) {
      seed(seed);
      held(LockHolder.Kind.COMMAND, Optional.empty());
      List<End> ends =
          simulation.all(
              List.<Callable<End>>of(
                  () -> take("anna", Duration.ZERO), () -> take("berta", Duration.ZERO)));
      assertThat(ends)
          .as("seed %d", seed)
          .hasOnlyElementsOfTypes(End.Taken.class, End.Refused.class);
      assertThat(ends).as("seed %d", seed).filteredOn(End.Taken.class::isInstance).hasSize(1);
    }
  }

  /// The holder wakes up at some moment around the takeover, and goes on for as long as it may.
  @Test
  void aHolderThatWakesUpNeverChangesAnythingTogetherWithTheNext() throws Exception {
    int takenOver = 0;
    for (int seed = 1; seed <= 300; seed++) {
      seed(seed);
      var old = (End.Taken) take("carl", Duration.ZERO, new Clocks.Frozen(simulation));
      Duration wakes = simulation.between(Duration.ofMillis(19_500), Duration.ofMillis(21_500));
      var lastChange = new ArrayList<Instant>(List.of(Instant.EPOCH));
      simulation
          .<Boolean>bench()
          .start(() -> {
            simulation.sleep(wakes);
            while (true) {
              old.lease().mustHold();
              lastChange.set(0, simulation.now());
              simulation.sleep(Duration.ofMillis(50));
            }
          });
      End end = take("anna", Duration.ZERO);
      if (end instanceof End.Taken) {
        takenOver++;
        Instant from = simulation.now();
        simulation.sleep(Duration.ofSeconds(30));
        assertThat(lastChange.getFirst()).as("seed %d", seed).isBefore(from);
      }
    }
    assertThat(takenOver).isBetween(50, 290);
  }
}
