package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.cli.Command.Consent;
import ballast.cli.Exit;
import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.model.Policy;
import ballast.port.Lock;
import ballast.rollout.Lease;
import ballast.rollout.Signal;
import ballast.rollout.Taking;
import ballast.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// `ballast lock` and `ballast unlock`.
class LockAndUnlockTest {
  private final World world = World.of(1, 1, Policy.defaults());
  private final Lock lock = world.fleet.lock();
  private final Screen screen = new Screen();

  @Test
  void aPersonsLockStaysUntilAPersonTakesItAway() throws Exception {
    byHand("the disks are changed");
    world.simulation.sleep(Duration.ofHours(3));
    assertThat(rollout(Duration.ofMinutes(2))).isInstanceOf(Taking.End.Refused.class);
    LockView held = lock.look().orElseThrow();
    assertThat(held.holder().kind()).isEqualTo(LockHolder.Kind.BY_HAND);
    assertThat(held.holder().purpose()).isEqualTo("the disks are changed");

    unlock(Consent.ASK);
    assertThat(lock.look()).isEmpty();
    assertThat(screen.out()).contains("pxapp is unlocked", "the disks are changed");
  }

  @Test
  void whatSomeoneHoldsIsNotLockedByHand() throws Exception {
    try (Lease _ = Holding.lease(world, new Signal())) {
      Failure failure = catchThrowableOfType(Failure.class, () -> byHand("mine"));
      assertThat(failure.exit()).isEqualTo(Exit.LOCKED);
      assertThat(failure).hasMessageContaining("anna@laptop runs r1");
      assertThat(lock.look().orElseThrow().holder().purpose()).isEqualTo("r1");
    }
  }

  @Test
  void nobodysLockIsNoFailure() throws Exception {
    unlock(Consent.ASK);
    assertThat(screen.out()).isEqualTo("nobody has the lock of pxapp\n");
  }

  @Test
  void aRolloutsLockIsTakenAwayOnlyByWhoSaysSo() throws Exception {
    try (Lease _ = Holding.lease(world, new Signal())) {
      Failure failure = catchThrowableOfType(Failure.class, () -> unlock(Consent.ASK));
      assertThat(failure.exit()).isEqualTo(Exit.USAGE);
      assertThat(failure).hasMessageContaining("it stops where it is");
      assertThat(lock.look().orElseThrow().holder().purpose()).isEqualTo("r1");
    }
  }

  /// Its holder trusts in it for a while after its last renewal.
  @Test
  void nobodyIsLetInWhileTheRolloutThatLostItMayGoOn() throws Exception {
    Holding.taken(lock, LockHolder.Kind.COMMAND, Optional.empty());
    var seen = new ArrayList<String>();
    Instant began = world.simulation.now();
    for (int second : List.of(2, 5, 9)) {
      world.simulation.later(
          Duration.ofSeconds(second),
          () ->
              world
                  .simulation
                  .<Boolean>bench()
                  .start(() -> seen.add(lock.look().orElseThrow().holder().purpose())));
    }
    unlock(Consent.GIVEN);
    assertThat(Duration.between(began, world.simulation.now())).isGreaterThan(Lease.TRUST);
    assertThat(seen).containsExactly("unlock", "unlock", "unlock");
    assertThat(lock.look()).isEmpty();
    assertThat(screen.err()).contains("until then nobody else is let in");
    assertThat(rollout(Duration.ZERO)).isInstanceOf(Taking.End.Taken.class);
  }

  private Taking.End rollout(Duration patience) throws Exception {
    var wish = new Taking.Wish("carl@desk", "r2", Optional.empty(), patience);
    return new Taking(lock, world.simulation, world.simulation, new Signal(), _ -> false)
        .take(wish, _ -> {});
  }

  private void byHand(String reason) throws Exception {
    new LockByHand(screen.terminal(), world.simulation, world.simulation, new Signal())
        .take(lock, reason);
  }

  private void unlock(Consent consent) throws Exception {
    new Unlock(screen.terminal(), world.simulation, world.simulation, new Signal())
        .unlock(lock, "pxapp", consent);
  }
}
