package ballast.command;

import static org.assertj.core.api.Assertions.fail;

import ballast.model.LockHolder;
import ballast.port.CallFailed;
import ballast.port.Lock;
import ballast.rollout.Lease;
import ballast.rollout.Signal;
import ballast.rollout.Taking;
import ballast.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Who holds the lock of a simulated fleet.
final class Holding {
  static final String ROLLOUT = "r1";

  private Holding() {}

  /// A holder that lives.
  static Lease lease(World world, Signal signal) throws InterruptedException, CallFailed {
    return lease(world, signal, ROLLOUT);
  }

  static Lease lease(World world, Signal signal, String purpose)
      throws InterruptedException, CallFailed {
    var wish = new Taking.Wish("anna@laptop", purpose, Optional.empty(), Duration.ZERO);
    var taking =
        new Taking(world.fleet.lock(), world.simulation, world.simulation, signal, _ -> false);
    return taking.take(wish, _ -> {}) instanceof Taking.End.Taken(var lease, _)
        ? lease
        : fail("someone else has the lock");
  }

  /// A holder that never beats.
  ///
  /// @return its token
  static String taken(Lock lock, LockHolder.Kind kind, Optional<LockHolder.LocalProcess> process)
      throws CallFailed, InterruptedException {
    var holder = new LockHolder("anna@laptop", kind, ROLLOUT, Instant.EPOCH, 1, process);
    return lock.take(holder) instanceof Lock.Attempt.Taken(var token)
        ? token
        : fail("someone else has the lock");
  }

  /// Gives it up, from within the simulation's own turn.
  static void removed(World world, String token) {
    world.simulation.<Boolean>bench().start(() -> world.fleet.lock().remove(token));
  }
}
