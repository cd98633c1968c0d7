package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.cli.Exit;
import ballast.model.Policy;
import ballast.rollout.Lease;
import ballast.rollout.Signal;
import ballast.sim.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LockingTest {
  @Test
  void whatIsSaidWithoutAChangeIsSaidOnlyWhileTheLockIsHeld() throws Exception {
    World world = World.of(1, 1, Policy.defaults());
    Lease lease = Holding.lease(world, new Signal());
    Locking.mustHold(lease);
    Holding.removed(world, world.fleet.lock().look().orElseThrow().token());
    world.simulation.sleep(Duration.ofSeconds(15));
    Failure failure = catchThrowableOfType(Failure.class, () -> Locking.mustHold(lease));
    assertThat(failure.exit()).isEqualTo(Exit.LOCKED);
    assertThat(failure).hasMessageContaining("no longer holds the service's lock");
  }
}
