package ballast.sim;

import ballast.model.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// ONE, watched from the anchor: whose changes are applied, and who holds the lock then.
///
/// A call that was sent while its controller held the lock may arrive after the lock was lost; it
/// is under way for no longer than `UNDER_WAY`.
final class Exclusion {
  /// How long after it was sent a call may still be applied: as long as its caller waits for its
  /// answer, and what the slowest change takes then.
  static final Duration UNDER_WAY = Wire.DEADLINE.plusSeconds(20);

  private final Simulation simulation;
  private final Promises promises;
  private Optional<Controller> holder = Optional.empty();

  /// Hosts whose HAProxy has answered the holder since it took the lock.
  private final Set<Host> seen = new HashSet<>();

  private int underWay;

  Exclusion(Simulation simulation, Promises promises) {
    this.simulation = simulation;
    this.promises = promises;
  }

  void taken(Optional<Controller> by) {
    if (holder.isPresent()) {
      promises.breaks("ONE: %s took the lock while %s held it".formatted(by, holder));
    }
    holder = by;
    seen.clear();
    promises.anotherHolds();
  }

  void givenUp() {
    holder = Optional.empty();
  }

  /// A look at HAProxy was answered.
  void looked(Optional<Controller> caller, Host host) {
    if (holds(caller)) {
      seen.add(host);
    }
  }

  /// Whether someone who holds the lock, and lives, has seen what serves on that host: what an
  /// earlier holder left there it can tell from what happens now.
  boolean holderKnows(Host host) {
    return holder.filter(one -> !one.isDead()).isPresent() && seen.contains(host);
  }

  boolean holds(Optional<Controller> caller) {
    return caller.isPresent() && caller.equals(holder);
  }

  /// Changes of stale controllers that were under way when they lost the lock.
  int underWay() {
    return underWay;
  }

  /// @param heldWhenSent whether the caller held the lock when it sent the call
  void applied(
      Optional<Controller> caller, boolean heldWhenSent, Instant sent, Host host, String what) {
    if (caller.isEmpty() || holds(caller)) {
      return;
    }
    if (heldWhenSent && !simulation.now().isAfter(sent.plus(UNDER_WAY))) {
      underWay++;
    } else {
      promises.breaks(
          "ONE: %s did '%s' on %s without the lock, which %s holds"
              .formatted(
                  caller.get(), what, host, holder.map(Controller::toString).orElse("nobody")));
    }
  }
}
