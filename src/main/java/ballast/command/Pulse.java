package ballast.command;

import ballast.model.LockHolder.LocalProcess;
import ballast.model.LockView;
import ballast.port.CallFailed;
import ballast.port.Lock;
import ballast.port.Time;
import ballast.rollout.Taking;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/// Whether the holder of a lock lives, by looking at its beat again and again.
final class Pulse {
  private final Lock lock;
  private final Time time;
  private final Predicate<LocalProcess> hasEnded;
  private LockView last;
  private Instant since;
  private int beats;

  /// What one look says.
  sealed interface Sign {
    record Alive(LockView view) implements Sign {}

    /// It has given no sign of life for [Taking#DEAD], or its process is known to have ended.
    record Dead(LockView view) implements Sign {}

    /// It has given the lock up, or lost it.
    record Gone() implements Sign {}

    /// The lock could not be looked at.
    record Untold(String why) implements Sign {}
  }

  /// @param first the look that the watching begins with
  /// @param hasEnded whether a process is known to have ended
  Pulse(Lock lock, Time time, Predicate<LocalProcess> hasEnded, LockView first) {
    this.lock = lock;
    this.time = time;
    this.hasEnded = hasEnded;
    this.last = first;
    this.since = time.now();
  }

  Sign look() throws InterruptedException {
    Optional<LockView> now;
    try {
      now = lock.look().filter(view -> view.token().equals(last.token()));
    } catch (CallFailed failed) {
      return new Sign.Untold(failed.problem().brief());
    }
    if (now.isEmpty()) {
      return new Sign.Gone();
    }
    if (!now.get().beat().equals(last.beat())) {
      beats++;
      since = time.now();
    }
    last = now.get();
    boolean ended = last.holder().process().filter(hasEnded).isPresent();
    boolean silent = Duration.between(since, time.now()).compareTo(Taking.DEAD) >= 0;
    return ended || silent ? new Sign.Dead(last) : new Sign.Alive(last);
  }

  /// How often it was seen to beat.
  int beats() {
    return beats;
  }
}
