package ballast.rollout;

import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Lock;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// How a lock is taken: at once when it is free or its holder is known to be dead, after a watch
/// when its holder shows no sign of life, and else when its holder gives it up.
///
/// ```
///  take --> taken
///   |
///  held: its process is gone from this machine ------> remove, take again
///   |    a person's --------------------------------> wait, or refuse
///   |    no beat while watched for DEAD ------------> remove, take again, and let TRUST go by
///   '    it beats ----------------------------------> wait, or refuse
/// ```
///
/// No clock of anybody else is looked at: a holder is alive when its beat changes while it is
/// watched.
public final class Taking {
  /// How long a holder that gives no sign of life is watched before its lock is taken over.
  public static final Duration DEAD = Duration.ofSeconds(20);

  private static final Duration LOOK = Duration.ofSeconds(1);

  /// A link that breaks for a moment must not cost the rollout.
  private static final int MOST_TRIES = 4;

  /// Who wants it.
  ///
  /// @param who a person and a machine
  /// @param purpose the rollout's id, by when it was taken
  /// @param patience how long a living holder is waited for; zero to refuse at once
  public record Wish(
      String who,
      Function<Instant, String> purpose,
      Optional<LockHolder.LocalProcess> process,
      Duration patience) {
    public Wish(
        String who, String purpose, Optional<LockHolder.LocalProcess> process, Duration patience) {
      this(who, _ -> purpose, process, patience);
    }
  }

  /// What became of it.
  public sealed interface End {
    /// @param from whose it was, where it was taken over from a dead one
    record Taken(Lease lease, Optional<LockHolder> from) implements End {}

    /// Its holder is alive, or a person's lock waits for a person.
    record Refused(LockView held) implements End {}

    /// Someone asked to stop while it was waited for.
    record Stopped() implements End {}
  }

  private final Lock lock;
  private final Crew crew;
  private final Time time;
  private final Signal signal;
  private final Predicate<LockHolder.LocalProcess> gone;
  private Optional<Watch> watch = Optional.empty();
  private Optional<LockHolder> from = Optional.empty();
  private Instant settled = Instant.MIN;

  private record Watch(String token, String beat, Instant since) {}

  /// @param gone whether a process is known to have ended: one of another machine never is
  public Taking(
      Lock lock, Crew crew, Time time, Signal signal, Predicate<LockHolder.LocalProcess> gone) {
    this.lock = lock;
    this.crew = crew;
    this.time = time;
    this.signal = signal;
    this.gone = gone;
  }

  /// @param waiting told who has it, whenever that was looked at
  /// @throws CallFailed when the anchor cannot be asked
  public End take(Wish wish, Consumer<LockView> waiting) throws CallFailed, InterruptedException {
    Instant began = time.now();
    Instant until = began.plus(wish.patience());
    Instant since = time.wall();
    int failures = 0;
    while (!signal.stopped()) {
      try {
        var before = Lease.Before.of(time);
        LockHolder me =
            new LockHolder(
                wish.who(),
                LockHolder.Kind.COMMAND,
                wish.purpose().apply(since),
                since,
                generation(),
                wish.process());
        switch (lock.take(me)) {
          case Lock.Attempt.Taken(var token) -> {
            return taken(token, me, before);
          }
          case Lock.Attempt.Refused(var held) -> {
            if (isMine(held.holder(), me)) {
              return taken(held.token(), held.holder(), before);
            }
            waiting.accept(held);
            switch (judge(held)) {
              case ENDED -> takeAway(held);
              case SILENT -> {
                try {
                  takeAway(held);
                } finally {
                  // Also when the answer was lost: it may be gone.
                  settled = time.now().plus(Lease.TRUST);
                }
              }
              case ALIVE -> {
                if (!time.now().isBefore(until)) {
                  return new End.Refused(held);
                }
                time.sleep(LOOK);
              }
              case UNTOLD -> time.sleep(LOOK);
            }
            // Whatever was sent before was not taken: it is held since the next attempt.
            since = time.wall();
          }
        }
        failures = 0;
      } catch (CallFailed failed) {
        if (++failures == MOST_TRIES) {
          throw failed;
        }
        time.sleep(LOOK);
      }
    }
    return new End.Stopped();
  }

  private long generation() throws CallFailed, InterruptedException {
    long told = lock.lastGeneration();
    return Math.max(told, from.map(LockHolder::generation).orElse(0L)) + 1;
  }

  /// A holder that was only silent may have renewed its lock a moment before it lost it, and then
  /// trusts in it for a while.
  private End taken(String token, LockHolder me, Lease.Before before) throws InterruptedException {
    Lease lease = Lease.keep(lock, token, me, before, crew, time, signal);
    while (time.now().isBefore(settled)) {
      if (signal.stopped()) {
        lease.close();
        return new End.Stopped();
      }
      time.sleep(LOOK);
    }
    return new End.Taken(lease, from);
  }

  /// A taking whose answer was lost is found to be held by oneself.
  private static boolean isMine(LockHolder holder, LockHolder me) {
    return holder.who().equals(me.who())
        && holder.purpose().equals(me.purpose())
        && holder.since().equals(me.since())
        && holder.process().equals(me.process());
  }

  private enum Verdict {
    ALIVE,
    /// Its process is known to have ended.
    ENDED,
    /// It has given no sign of life for long enough.
    SILENT,
    UNTOLD
  }

  private Verdict judge(LockView held) {
    return switch (held.holder().kind()) {
      case BY_HAND -> Verdict.ALIVE;
      case COMMAND ->
          held.holder().process().filter(gone).isPresent() ? Verdict.ENDED : watched(held);
    };
  }

  private Verdict watched(LockView held) {
    Optional<Watch> same = watch.filter(one -> one.token().equals(held.token()));
    if (same.filter(one -> one.beat().equals(held.beat())).isEmpty()) {
      watch = Optional.of(new Watch(held.token(), held.beat(), time.now()));
      return same.isPresent() ? Verdict.ALIVE : Verdict.UNTOLD;
    }
    boolean longEnough = !time.now().isBefore(same.get().since().plus(DEAD));
    return longEnough ? Verdict.SILENT : Verdict.UNTOLD;
  }

  private void takeAway(LockView held) throws CallFailed, InterruptedException {
    from = Optional.of(held.holder());
    lock.remove(held.token());
  }
}
