package ballast.sim;

import ballast.port.Crew;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/// Virtual time, and threads that run one at a time. Exactly one holds the baton; it gives it away
/// only where it waits. So there are no locks, and the same seed gives the same order of
/// everything.
///
/// The thread that makes a simulation holds the baton first.
public final class Simulation implements Time, Crew {
  /// More turns than any rollout takes: one that needs more does not end.
  private static final long MOST_TURNS = 3_000_000;

  private sealed interface Turn {
    /// A thread goes on.
    record Wake(Semaphore baton) implements Turn {}

    /// The world does something by itself.
    record Happening(Runnable what) implements Turn {}
  }

  private record Due(long at, long tieBreak, Turn turn) {}

  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::tieBreak));
  private final SplittableRandom random;
  private final List<String> log = new ArrayList<>();
  private final List<Semaphore> parked = new ArrayList<>();
  private Runnable afterEveryTurn = () -> {};
  private Optional<String> broken = Optional.empty();
  private long now;
  private long turns;
  private int sleepers;

  public Simulation(long seed) {
    this.random = new SplittableRandom(seed);
  }

  @Override
  public Instant now() {
    return Instant.ofEpochMilli(now);
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    var baton = new Semaphore(0);
    wake(baton, duration.toMillis());
    passOn();
    await(baton);
  }

  @Override
  public <T> List<T> all(List<? extends Callable<T>> tasks) throws InterruptedException {
    var started = new ArrayList<FutureTask<T>>();
    Bench<Integer> bench = bench();
    for (int i = 0; i < tasks.size(); i++) {
      int index = i;
      var task = new FutureTask<T>(tasks.get(i));
      started.add(task);
      bench.start(() -> {
        task.run();
        return index;
      });
    }
    for (int i = 0; i < tasks.size(); i++) {
      bench.next();
    }
    var results = new ArrayList<T>();
    for (FutureTask<T> task : started) {
      results.add(resultOf(task));
    }
    return results;
  }

  @Override
  public <T> Bench<T> bench() {
    return new OneByOne<>();
  }

  private final class OneByOne<T> implements Bench<T> {
    private final Queue<FutureTask<T>> ended = new ArrayDeque<>();
    private Optional<Semaphore> waiting = Optional.empty();

    @Override
    public void start(Callable<T> task) {
      var baton = new Semaphore(0);
      wake(baton, 0);
      var result = new FutureTask<T>(task);
      Thread.ofVirtual()
          .uncaughtExceptionHandler((_, bug) -> fall(bug.toString()))
          .start(() -> {
            baton.acquireUninterruptibly();
            result.run();
            ended.add(result);
            waiting.ifPresent(next -> {
              parked.remove(next);
              wake(next, 0);
            });
            waiting = Optional.empty();
            passOn();
          });
    }

    @Override
    public T next() throws InterruptedException {
      if (ended.isEmpty()) {
        var baton = new Semaphore(0);
        waiting = Optional.of(baton);
        parked.add(baton);
        passOn();
        await(baton);
      }
      return resultOf(ended.remove());
    }
  }

  private static <T> T resultOf(FutureTask<T> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException bug) {
      throw new IllegalStateException("a task threw", bug.getCause());
    }
  }

  /// Something that the world does by itself, that much later.
  public void later(Duration in, Runnable what) {
    due.add(new Due(now + in.toMillis(), random.nextLong(), new Turn.Happening(what)));
  }

  /// Called whenever a thread gives the baton away, and after everything that happens by itself.
  public void afterEveryTurn(Runnable look) {
    afterEveryTurn = look;
  }

  /// From low to high, by the seed.
  public Duration between(Duration low, Duration high) {
    return Duration.ofMillis(random.nextLong(low.toMillis(), high.toMillis() + 1));
  }

  /// From 0 to `bound` - 1, by the seed.
  public int dice(int bound) {
    return random.nextInt(bound);
  }

  /// Writes down what happened, for the comparison of two runs.
  public void note(String text) {
    log.add("%8d %s".formatted(now, text));
  }

  public List<String> log() {
    return List.copyOf(log);
  }

  private void wake(Semaphore baton, long in) {
    sleepers++;
    due.add(new Due(now + in, random.nextLong(), new Turn.Wake(baton)));
  }

  private void await(Semaphore baton) throws InterruptedException {
    baton.acquire();
    if (broken.isPresent()) {
      throw new IllegalStateException(broken.get());
    }
  }

  private void passOn() {
    while (broken.isEmpty()) {
      afterEveryTurn.run();
      if (sleepers == 0) {
        fall("every thread waits for another one, at " + now());
      } else if (++turns > MOST_TURNS) {
        fall("no end after %d turns, at %s".formatted(MOST_TURNS, now()));
      } else {
        Due next = due.remove();
        now = next.at();
        switch (next.turn()) {
          case Turn.Wake(var baton) -> {
            sleepers--;
            baton.release();
            return;
          }
          case Turn.Happening(var what) -> what.run();
        }
      }
    }
  }

  /// Wakes everyone to fail: a simulation that cannot go on must not hang.
  private void fall(String why) {
    broken = Optional.of(why);
    parked.forEach(Semaphore::release);
    for (Due one : due) {
      if (one.turn() instanceof Turn.Wake(var baton)) {
        baton.release();
      }
    }
  }
}
