package ballast.sim;

import ballast.port.Crew;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
  /// More turns of threads than any rollout takes: one that needs more does not end. What the world
  /// does by itself is not counted: that grows with the fleet, and virtual time bounds it.
  private static final long MOST_TURNS = 3_000_000;

  /// Longer than any rollout takes.
  private static final Duration LONGEST = Duration.ofHours(12);

  /// A thread that waits for the baton.
  ///
  /// @param owner whose thread it is; empty for the world's own
  private record Waiter(Semaphore baton, Optional<Controller> owner) {}

  private sealed interface Turn {
    /// A thread goes on.
    record Wake(Waiter waiter) implements Turn {}

    /// The world does something by itself.
    record Happening(Runnable what) implements Turn {}
  }

  /// @param what put into words only when someone reads it
  private record Note(long at, Object what) {
    @Override
    public String toString() {
      return "%8d %s".formatted(at, what);
    }
  }

  private record Due(long at, long tieBreak, Turn turn) {
    /// Which turn comes first.
    static int order(Due one, Due other) {
      int byTime = Long.compare(one.at, other.at);
      return byTime == 0 ? Long.compare(one.tieBreak, other.tieBreak) : byTime;
    }
  }

  private final PriorityQueue<Due> due = new PriorityQueue<>(Due::order);
  private final SplittableRandom random;
  private final List<Note> log = new ArrayList<>();
  private final List<Waiter> parked = new ArrayList<>();
  private final List<Waiter> posted = new ArrayList<>();
  private Runnable afterEveryTurn = () -> {};
  private volatile Optional<String> broken = Optional.empty();
  private Optional<Controller> running = Optional.empty();
  private long now;
  private long turns;
  private int promised;

  public Simulation(long seed) {
    this.random = new SplittableRandom(seed);
  }

  @Override
  public Instant now() {
    return Instant.ofEpochMilli(now);
  }

  @Override
  public Instant wall() {
    return now();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Controller.mustLive(running);
    var waiter = waiter();
    promised++;
    wake(waiter, duration.toMillis());
    waitFor(waiter);
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
    for (int ended = 0; ended < tasks.size(); ) {
      ended += bench.ended().size();
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
    private Optional<Waiter> waiting = Optional.empty();

    @Override
    public void start(Callable<T> task) {
      Controller.mustLive(running);
      var waiter = waiter();
      promised++;
      wake(waiter, 0);
      var result = new FutureTask<T>(task);
      Thread.ofVirtual()
          .uncaughtExceptionHandler((_, bug) -> fall(bug.toString()))
          .start(() -> {
            waiter.baton().acquireUninterruptibly();
            result.run();
            ended.add(result);
            waiting.ifPresent(next -> {
              if (parked.remove(next)) {
                promised++;
                wake(next, 0);
              } else {
                wakeSooner(next);
              }
            });
            waiting = Optional.empty();
            passOn();
          });
    }

    @Override
    public List<T> ended() throws InterruptedException {
      Controller.mustLive(running);
      if (ended.isEmpty()) {
        var waiter = waiter();
        waiting = Optional.of(waiter);
        parked.add(waiter);
        waitFor(waiter);
      }
      return taken();
    }

    @Override
    public List<T> ended(Duration atMost) throws InterruptedException {
      Controller.mustLive(running);
      if (ended.isEmpty() && atMost.isPositive()) {
        var waiter = waiter();
        waiting = Optional.of(waiter);
        promised++;
        wake(waiter, atMost.toMillis());
        waitFor(waiter);
        waiting = Optional.empty();
      }
      return taken();
    }

    private List<T> taken() throws InterruptedException {
      var results = new ArrayList<T>();
      while (!ended.isEmpty()) {
        results.add(resultOf(ended.remove()));
      }
      return results;
    }
  }

  private static <T> T resultOf(FutureTask<T> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException bug) {
      if (bug.getCause() instanceof Controller.Killed killed) {
        throw killed;
      }
      throw new IllegalStateException("a task threw", bug.getCause());
    }
  }

  /// Where one thread waits for what the world brings it.
  final class Mailbox {
    private final Waiter waiter = waiter();
    private boolean there;

    /// The thread goes on; said again, it changes nothing.
    void arrived() {
      if (!there) {
        there = true;
        if (posted.remove(waiter)) {
          wake(waiter, 0);
        }
      }
    }

    /// Returns when it has arrived, which must be sure to happen.
    void await() throws InterruptedException {
      Controller.mustLive(running);
      promised++;
      if (there) {
        wake(waiter, 0);
      } else {
        posted.add(waiter);
      }
      waitFor(waiter);
    }
  }

  /// Whose thread runs now; empty for the world's own.
  Optional<Controller> caller() {
    return running;
  }

  /// Makes the running thread one of `owner`.
  ///
  /// @return whose it was before
  Optional<Controller> become(Optional<Controller> owner) {
    Optional<Controller> before = running;
    running = owner;
    return before;
  }

  /// Its threads go on at once, to find that it lives no more.
  void wakeAllOf(Controller controller) {
    List<Due> asleep = due.stream().filter(one -> isOf(one, controller)).toList();
    due.removeAll(asleep);
    asleep.stream()
        .sorted(Due::order)
        .forEach(one -> due.add(new Due(now, random.nextLong(), one.turn())));
    List<Waiter> benched = parked.stream().filter(one -> isOf(one, controller)).toList();
    parked.removeAll(benched);
    promised += benched.size();
    List<Waiter> expecting = posted.stream().filter(one -> isOf(one, controller)).toList();
    posted.removeAll(expecting);
    benched.forEach(one -> wake(one, 0));
    expecting.forEach(one -> wake(one, 0));
  }

  private static boolean isOf(Waiter waiter, Controller controller) {
    return waiter.owner().filter(controller::equals).isPresent();
  }

  private static boolean isOf(Due one, Controller controller) {
    return one.turn() instanceof Turn.Wake(var waiter) && isOf(waiter, controller);
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
  public void note(Object what) {
    if (broken.isEmpty()) {
      log.add(new Note(now, what));
    }
  }

  /// Whether it fell: from then on its threads run all at once, to their ends.
  boolean fell() {
    return broken.isPresent();
  }

  public List<String> log() {
    return log.stream().map(Note::toString).toList();
  }

  private Waiter waiter() {
    return new Waiter(new Semaphore(0), running);
  }

  private void wake(Waiter waiter, long in) {
    due.add(new Due(now + in, random.nextLong(), new Turn.Wake(waiter)));
  }

  /// One that would go on by itself, later, goes on now.
  private void wakeSooner(Waiter waiter) {
    if (due.removeIf(one -> one.turn().equals(new Turn.Wake(waiter)))) {
      wake(waiter, 0);
    }
  }

  private void waitFor(Waiter waiter) throws InterruptedException {
    passOn();
    if (broken.isEmpty()) {
      waiter.baton().acquire();
    }
    if (broken.isPresent()) {
      throw new IllegalStateException(broken.get());
    }
    Controller.mustLive(running);
  }

  private void passOn() {
    while (broken.isEmpty()) {
      running = Optional.empty();
      afterEveryTurn.run();
      if (promised == 0) {
        fall("BOUNDED: every thread waits for another one, at " + now());
      } else if (turns > MOST_TURNS || now > LONGEST.toMillis()) {
        fall("BOUNDED: no end after %d turns, at %s".formatted(turns, now()));
      } else {
        Due next = due.remove();
        now = next.at();
        switch (next.turn()) {
          case Turn.Wake(var waiter) -> {
            long awake = waiter.owner().map(owner -> owner.awake(now)).orElse(now);
            if (awake == now) {
              promised--;
              turns++;
              running = waiter.owner();
              waiter.baton().release();
              return;
            }
            due.add(new Due(awake, next.tieBreak(), next.turn()));
          }
          case Turn.Happening(var what) -> what.run();
        }
      }
    }
  }

  /// Wakes everyone to fail: a simulation that cannot go on must not hang.
  private void fall(String why) {
    broken = Optional.of(why);
    parked.forEach(waiter -> waiter.baton().release());
    posted.forEach(waiter -> waiter.baton().release());
    for (Due one : due) {
      if (one.turn() instanceof Turn.Wake(var waiter)) {
        waiter.baton().release();
      }
    }
  }
}
