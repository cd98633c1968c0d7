package ballast.ssh;

import ballast.model.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// One ssh after the other to the same host: the next when a call finds the last one dead.
///
/// ```
///             found dead by a call
///   standing ----------------------> tried again and again; calls wait for a while
///    ^                                 |        |
///    '------- the host answers --------'        | not in time, or ssh says what only a person mends
///    |                                          v
///    '--- a single try, begun by a call ------ down; calls fail at once
/// ```
final class Reopening implements AutoCloseable {
  private final SshCommand command;
  private final SshLimits limits;
  private final Consumer<String> news;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile SshProcess latest;
  private State state = new State.Standing();

  private sealed interface State {
    /// As far as anybody knows.
    record Standing() implements State {}

    record Dead(Outage outage) implements State {}

    record Closed() implements State {}
  }

  /// @param since on the monotonic clock
  /// @param ended completes when the tries that run now have ended, with the last one's failure
  private record Outage(
      long since, Problem cause, Thread tries, CompletableFuture<Optional<Problem>> ended) {}

  Reopening(SshCommand command, SshLimits limits, Consumer<String> news, SshProcess first) {
    this.command = command;
    this.limits = limits;
    this.news = news;
    this.latest = first;
  }

  /// The ssh that stood last.
  SshProcess latest() {
    return latest;
  }

  Optional<Problem> broken() {
    turn.lock();
    try {
      return state instanceof State.Closed || latest.alive()
          ? Optional.empty()
          : Optional.of(died());
    } finally {
      turn.unlock();
    }
  }

  private Problem died() {
    return SshProblem.died(command.target(), latest.lastWords());
  }

  /// Returns when the link stands.
  ///
  /// @throws Door.LinkDown when it does not in time, or has stood again only after so long that the
  ///   call should be thought over
  void awaitStanding() throws Door.LinkDown, InterruptedException {
    if (latest.alive()) {
      return;
    }
    long asked = System.nanoTime();
    Optional<Outage> outage = outage();
    if (outage.isEmpty()) {
      return;
    }
    Optional<Problem> failure = await(outage.get());
    if (failure.isPresent()) {
      throw new Door.LinkDown(failure.get());
    }
    Duration waited = since(asked);
    if (waited.compareTo(limits.reopening().fresh()) > 0) {
      throw new Door.LinkDown(SshProblem.stale(command.target(), waited));
    }
  }

  private Optional<Problem> await(Outage outage) throws InterruptedException {
    Duration patience = patience(since(outage.since()));
    try {
      return outage.ended().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException notYet) {
      return Optional.of(outage.cause());
    } catch (ExecutionException bug) {
      throw new IllegalStateException("the tries to open a link ended badly", bug.getCause());
    }
  }

  /// A host that has been away for long must not hold up every look at the fleet.
  private Duration patience(Duration away) {
    var reopening = limits.reopening();
    return away.compareTo(reopening.whole()) > 0
        ? Duration.ZERO
        : away.compareTo(reopening.patience().multipliedBy(2)) > 0
            ? reopening.pause()
            : reopening.patience();
  }

  private static Duration since(long moment) {
    return Duration.ofNanos(System.nanoTime() - moment);
  }

  /// The outage that there is. Of many calls that find the link dead, one begins the tries and all
  /// wait for them.
  private Optional<Outage> outage() throws Door.LinkDown {
    turn.lock();
    try {
      return switch (state) {
        case State.Closed() -> throw new Door.LinkDown(SshProblem.closed(command.target()));
        case State.Dead(var outage) when !outage.ended().isDone() -> Optional.of(outage);
        case State.Dead(var outage) -> Optional.of(begin(outage.since(), outage.cause()));
        case State.Standing() ->
            latest.alive() ? Optional.empty() : Optional.of(begin(System.nanoTime(), died()));
      };
    } finally {
      turn.unlock();
    }
  }

  private Outage begin(long since, Problem cause) {
    var ended = new CompletableFuture<Optional<Problem>>();
    Thread tries =
        Thread.ofVirtual()
            .name("ssh again " + command.target().name())
            .unstarted(() -> {
              try {
                ended.complete(tryAgain(since, cause));
              } catch (InterruptedException closed) {
                ended.complete(Optional.of(SshProblem.closed(command.target())));
              } catch (RuntimeException bug) {
                ended.completeExceptionally(bug);
              }
            });
    var outage = new Outage(since, cause, tries, ended);
    state = new State.Dead(outage);
    tries.start();
    return outage;
  }

  /// @return why it was given up, if it was
  private Optional<Problem> tryAgain(long since, Problem cause) throws InterruptedException {
    latest.end(); // two of them would take the sockets from each other
    while (true) {
      try {
        stand(SshProcess.start(command, limits));
        news.accept(SshProblem.reopened(command.target(), cause, since(since)));
        return Optional.empty();
      } catch (SshLink.Failed failed) {
        Thread.sleep(limits.reopening().pause());
        boolean inTime = since(since).compareTo(limits.reopening().whole()) <= 0;
        if (!inTime || SshProblem.needsAPerson(failed.problem())) {
          return Optional.of(failed.problem());
        }
      }
    }
  }

  private void stand(SshProcess opened) throws InterruptedException {
    turn.lock();
    try {
      if (state instanceof State.Closed) {
        opened.end();
        throw new InterruptedException("closed while it was opened again");
      }
      latest = opened;
      state = new State.Standing();
    } finally {
      turn.unlock();
    }
  }

  /// Ends ssh, whichever there is.
  @Override
  public void close() {
    State before;
    turn.lock();
    try {
      before = state;
      state = new State.Closed();
    } finally {
      turn.unlock();
    }
    if (before instanceof State.Dead(var outage)) {
      outage.tries().interrupt();
      try {
        outage.tries().join();
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
      }
    }
    latest.end();
  }
}
