package ballast.rollout;

import ballast.model.LockHolder;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Fence;
import ballast.port.Lock;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A service's lock while it is held: shows that its holder lives, and refuses a change once it
/// cannot be sure of it.
///
/// ```
///             renewed every BEAT
///             .--------.
///             v        |
///  taken --> sure -----'
///             |  ^
///   no answer |  | renewed
///   for TRUST v  |
///           unsure --- no answer for PATIENCE, or someone else has it --> lost, for good
/// ```
///
/// Who takes it from a holder that gives no sign of life waits for `TRUST` after that before the
/// first change: by then that holder refuses itself every change, even if it came back to life and
/// renewed the lock in the very moment before it was taken away.
public final class Lease implements Fence, AutoCloseable {
  /// How often its holder shows that it lives.
  static final Duration BEAT = Duration.ofSeconds(2);

  /// How long after a renewal was sent it is sure to be held.
  public static final Duration TRUST = Duration.ofSeconds(10);

  /// How long the anchor may be silent before the rollout ends.
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final Lock lock;
  private final String token;
  private final LockHolder holder;
  private final Time time;
  private final Signal signal;
  private volatile Sent renewed;
  private volatile String report = "";
  private volatile State state = new State.Held();

  /// When the last renewal that succeeded was sent, by both clocks: one of them stands still while
  /// a machine sleeps, the other may jump.
  private record Sent(Instant now, Instant wall) {}

  private sealed interface State {
    record Held() implements State {}

    record Lost(Problem problem) implements State {}

    record Closed() implements State {}
  }

  private Lease(Lock lock, String token, LockHolder holder, Time time, Signal signal, Sent taken) {
    this.lock = lock;
    this.token = token;
    this.holder = holder;
    this.time = time;
    this.signal = signal;
    this.renewed = taken;
  }

  /// Keeps a lock that has just been taken, until it is closed.
  ///
  /// @param before when it was asked for
  /// @param signal told what someone orders through the lock
  static Lease keep(
      Lock lock,
      String token,
      LockHolder holder,
      Before before,
      Crew crew,
      Time time,
      Signal signal) {
    var lease = new Lease(lock, token, holder, time, signal, new Sent(before.now(), before.wall()));
    crew.<Boolean>bench().start(lease::beat);
    return lease;
  }

  /// A moment, by both clocks.
  record Before(Instant now, Instant wall) {
    static Before of(Time time) {
      return new Before(time.now(), time.wall());
    }
  }

  public long generation() {
    return holder.generation();
  }

  public String purpose() {
    return holder.purpose();
  }

  /// Why the lock is no longer held, once it is not.
  public Optional<Problem> lost() {
    return switch (state) {
      case State.Lost(var problem) -> Optional.of(problem);
      case State.Held _, State.Closed _ -> Optional.empty();
    };
  }

  /// What whoever looks at the lock reads of its holder's progress.
  public void report(String text) {
    report = text;
  }

  private boolean beat() throws InterruptedException {
    while (state instanceof State.Held) {
      renew();
      time.sleep(BEAT);
    }
    return true;
  }

  /// @return what kept it from being renewed, if anything did
  private Optional<Problem> renew() throws InterruptedException {
    var sent = new Sent(time.now(), time.wall());
    try {
      switch (lock.renew(token, report)) {
        case Lock.Renewal.Held(var order) -> {
          renewed = sent;
          order.ifPresent(signal::obey);
        }
        case Lock.Renewal.Lost() -> lose(takenAway());
      }
      return Optional.empty();
    } catch (CallFailed failed) {
      return Optional.of(failed.problem());
    }
  }

  private void lose(Problem problem) {
    if (state instanceof State.Held) {
      state = new State.Lost(problem);
    }
  }

  private static Problem takenAway() {
    return new Problem(
        "this command no longer holds the service's lock and changes nothing any more",
        "someone took the lock over, or removed it",
        "ballast status shows who holds it and what runs where");
  }

  /// A clock that was set back tells nothing of how long it has been.
  private boolean sure() {
    Duration onTheWall = Duration.between(renewed.wall(), time.wall());
    return Duration.between(renewed.now(), time.now()).compareTo(TRUST) < 0
        && !onTheWall.isNegative()
        && onTheWall.compareTo(TRUST) < 0;
  }

  @Override
  public void mustHold() throws CallFailed, InterruptedException {
    Instant since = time.now();
    while (state instanceof State.Held && !sure()) {
      Optional<Problem> silent = renew();
      if (!sure() && time.now().isAfter(since.plus(PATIENCE))) {
        lose(unsure(silent.map(Problem::brief).orElse("its answers take too long")));
      } else if (silent.isPresent()) {
        time.sleep(BETWEEN_TRIES);
      }
    }
    switch (state) {
      case State.Held() -> {}
      case State.Lost(var problem) -> throw new CallFailed(problem, CallFailed.Effect.NONE);
      case State.Closed() -> throw new IllegalStateException("the lock was given up already");
    }
  }

  private static Problem unsure(String why) {
    return new Problem(
        "this command can no longer tell whether it holds the service's lock, and changes nothing any more",
        "for %d s: %s".formatted(PATIENCE.toSeconds(), why),
        "mend the host that keeps the lock, then run it again: what is half done is finished then");
  }

  /// Gives it up; when that fails, the next rollout finds it without a sign of life and takes it
  /// over.
  @Override
  public void close() {
    if (!(state instanceof State.Held)) {
      return;
    }
    state = new State.Closed();
    try {
      lock.remove(token);
    } catch (CallFailed _) {
      return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
