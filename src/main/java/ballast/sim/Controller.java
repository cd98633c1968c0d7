package ballast.sim;

import ballast.model.Host;
import ballast.port.Crew;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/// A machine that Ballast runs on: its clocks, and every thread that is started on it. It can die
/// at any call, sleep for a while, and lose its way to a host.
///
/// ```
///  awake --freeze--> frozen --its time is over--> awake
///    |                 |
///    '------ die ------'--> dead: none of its threads calls or waits any more, not even to clean up
/// ```
public final class Controller implements Time, Crew {
  /// Ends a dead controller's threads. Not an exception, so that nothing of the product catches it.
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed(String name) {
      super(name + " was killed", null, false, false);
    }
  }

  /// How a controller stops for a while.
  public enum Pause {
    /// Its process is stopped: both of its clocks go on.
    STOPPED,
    /// The machine sleeps: its clock stands still, that on the wall goes on.
    ASLEEP
  }

  /// Where in a call a controller dies.
  public enum Moment {
    /// It was never sent.
    BEFORE,
    /// It is on its way: it arrives, and goes on where it does.
    SENT,
    /// It was applied, and its answer found nobody.
    AFTER
  }

  private record Death(int call, Moment moment) {}

  private record Frozen(long from, long until, Pause pause) {}

  private final Simulation simulation;
  private final String name;
  private final Set<Host> cutOff = new HashSet<>();
  private Optional<Death> death = Optional.empty();
  private Optional<Frozen> frozen = Optional.empty();
  private boolean dead;
  private long stoodStill;
  private Duration wrong = Duration.ZERO;
  private int calls;

  public Controller(Simulation simulation, String name) {
    this.simulation = simulation;
    this.name = name;
  }

  static void mustLive(Optional<Controller> controller) {
    controller.filter(Controller::isDead).ifPresent(Controller::end);
  }

  private static void end(Controller dead) {
    throw new Killed(dead.name);
  }

  /// Runs something on this machine.
  ///
  /// @return empty where it died meanwhile
  public <T> Optional<T> run(Callable<T> what) throws Exception {
    Optional<Controller> before = simulation.become(Optional.of(this));
    try {
      mustLive(Optional.of(this));
      return Optional.of(what.call());
    } catch (Killed _) {
      return Optional.empty();
    } finally {
      simulation.become(before);
    }
  }

  /// Dies at its `call`th call that changes something, counted from 1.
  public void diesAt(int call, Moment moment) {
    death = Optional.of(new Death(call, moment));
  }

  /// How many calls it has made that change something.
  public int calls() {
    return calls;
  }

  /// Ends it now; what it has sent already arrives all the same.
  public void die() {
    if (!dead) {
      simulation.note(name + " dies");
      dead = true;
      simulation.wakeAllOf(this);
    }
  }

  public boolean isDead() {
    return dead;
  }

  /// Stops it for so long.
  public void freeze(Duration howLong, Pause pause) {
    simulation.note("%s is %s for %s".formatted(name, pause, howLong));
    long from = simulation.now().toEpochMilli();
    frozen = Optional.of(new Frozen(from, from + howLong.toMillis(), pause));
    switch (pause) {
      case STOPPED -> {}
      case ASLEEP -> simulation.later(howLong, () -> stoodStill += dead ? 0 : howLong.toMillis());
    }
  }

  /// When a thread goes on that was to go on at `then`.
  long awake(long then) {
    if (dead) {
      return then;
    }
    return frozen
        .filter(one -> one.from() < then && then < one.until())
        .map(one ->
            switch (one.pause()) {
              case STOPPED -> one.until();
              case ASLEEP -> one.until() + (then - one.from());
            })
        .orElse(then);
  }

  /// Someone sets its clock on the wall.
  public void setsClock(Duration by) {
    wrong = wrong.plus(by);
  }

  /// Its own way to a host is gone from now on.
  public void losesWayTo(Host host) {
    cutOff.add(host);
  }

  public void findsWayTo(Host host) {
    cutOff.remove(host);
  }

  boolean reaches(Host host) {
    return !cutOff.contains(host);
  }

  /// Counts a call that changes something.
  ///
  /// @return where in it this machine dies, if it does
  Optional<Moment> nextCall() {
    calls++;
    return death.filter(one -> one.call() == calls).map(Death::moment);
  }

  /// It dies, and so does the thread that asks for it.
  void dieAtOnce() {
    die();
    end(this);
  }

  @Override
  public Instant now() {
    long frozenSince =
        frozen
            .filter(one -> one.pause() == Pause.ASLEEP)
            .map(one -> simulation.now().toEpochMilli() - one.from())
            .filter(since -> since >= 0 && asleep())
            .orElse(0L);
    return simulation.now().minusMillis(stoodStill + frozenSince);
  }

  private boolean asleep() {
    return frozen.filter(one -> simulation.now().toEpochMilli() < one.until()).isPresent();
  }

  @Override
  public Instant wall() {
    return simulation.now().plus(wrong);
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    simulation.sleep(duration);
  }

  @Override
  public <T> List<T> all(List<? extends Callable<T>> tasks) throws InterruptedException {
    return simulation.all(tasks);
  }

  @Override
  public <T> Bench<T> bench() {
    return simulation.bench();
  }

  @Override
  public String toString() {
    return name;
  }
}
