package ballast.sim;

import ballast.model.Host;
import ballast.rollout.Lease;
import ballast.rollout.Taking;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// ONE, watched from the anchor: whose changes are applied, and who may change something then.
///
/// ```
///  taken --> holds -- removed by another --> trusts -- TRUST after its last renewal, or the
///              |                               |       next holder's first change ------> may not
///              '-- given up --> may not
/// ```
///
/// One whose lock was taken away a moment after it had renewed it trusts in that renewal; whoever
/// took it lets that time go by. A call that was sent while its controller might may arrive later;
/// it is under way for no longer than `UNDER_WAY`.
final class Exclusion {
  /// How long after it was sent a call may still be applied: as long as its caller waits for its
  /// answer, and what the slowest change takes then.
  static final Duration UNDER_WAY = Wire.DEADLINE.plusSeconds(20);

  /// How long a holder that lives is silent before its lock may be taken away: what it is watched
  /// for, but for the time that the answers to those looks may take.
  private static final Duration SILENT = Taking.DEAD.minus(Wire.DEADLINE);

  private final Simulation simulation;
  private final Promises promises;
  private Optional<Controller> holder = Optional.empty();
  private Instant renewed = Instant.MIN;
  private Instant silentUntil = Instant.MIN;
  private Optional<Trusting> trusting = Optional.empty();

  /// When the HAProxy of a host has last answered the holder, since it took the lock.
  private final Map<Host, Instant> seen = new HashMap<>();

  private int underWay;

  /// One that may not know yet that the lock is no longer its own.
  private record Trusting(Controller controller, Instant until) {}

  Exclusion(Simulation simulation, Promises promises) {
    this.simulation = simulation;
    this.promises = promises;
  }

  void taken(Optional<Controller> by) {
    if (holder.isPresent()) {
      promises.breaks("ONE: %s took the lock while %s held it".formatted(by, holder));
    }
    holder = by;
    silentUntil = Instant.MIN;
    renewed = simulation.now();
    seen.clear();
    promises.anotherHolds();
  }

  void renewed() {
    if (isSilent()) {
      silentUntil = simulation.now();
    }
    renewed = simulation.now();
  }

  void removed(Optional<Controller> by) {
    if (by.isPresent() && !holder.equals(by)) {
      if (holderLives() && !isSilent() && simulation.now().isAfter(silentUntil.plus(UNDER_WAY))) {
        promises.breaks(
            "ONE: %s took the lock away from %s, which had given signs of life"
                .formatted(by.get(), holder.get()));
      }
      trusting = holder.map(one -> new Trusting(one, renewed.plus(Lease.TRUST)));
    }
    holder = Optional.empty();
  }

  private boolean isSilent() {
    return !simulation.now().isBefore(renewed.plus(SILENT));
  }

  private boolean holderLives() {
    return holder.filter(one -> !one.isDead()).isPresent();
  }

  /// A look at HAProxy was answered.
  void looked(Optional<Controller> caller, Host host) {
    if (holds(caller)) {
      seen.put(host, simulation.now());
    }
  }

  /// Whether someone who holds the lock, and lives, has seen what serves on that host: what an
  /// earlier holder left there it can tell from what happens now.
  boolean holderKnows(Host host) {
    return holderKnows(host, Instant.MIN);
  }

  /// Whether it has seen that since then.
  boolean holderKnows(Host host, Instant since) {
    return holderLives()
        && Optional.ofNullable(seen.get(host)).filter(at -> at.isAfter(since)).isPresent();
  }

  boolean holds(Optional<Controller> caller) {
    return caller.isPresent() && caller.equals(holder);
  }

  /// Whether it may send a change now.
  boolean mayChange(Optional<Controller> caller) {
    return holds(caller)
        || trusting
            .filter(one -> caller.filter(one.controller()::equals).isPresent())
            .filter(one -> simulation.now().isBefore(one.until()))
            .isPresent();
  }

  /// Changes of stale controllers that were under way when they lost the lock.
  int underWay() {
    return underWay;
  }

  /// @param mightWhenSent what [#mayChange] said when the caller sent the call
  void applied(
      Optional<Controller> caller, boolean mightWhenSent, Instant sent, Host host, String what) {
    if (caller.isEmpty()) {
      return;
    }
    if (holds(caller)) {
      trusting = Optional.empty();
    } else if (mightWhenSent && !simulation.now().isAfter(sent.plus(UNDER_WAY))) {
      underWay++;
    } else {
      promises.breaks(
          "ONE: %s did '%s' on %s without the lock, which %s holds"
              .formatted(
                  caller.get(), what, host, holder.map(Controller::toString).orElse("nobody")));
    }
  }
}
