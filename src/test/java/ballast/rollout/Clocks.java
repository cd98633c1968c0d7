package ballast.rollout;

import ballast.port.Crew;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

/// The clocks of one machine among others: they can be set, and the machine can sleep.
final class Clocks implements Time {
  private final Time world;
  private Duration ofNow = Duration.ZERO;
  private Duration ofWall = Duration.ZERO;

  Clocks(Time world) {
    this.world = world;
  }

  @Override
  public Instant now() {
    return world.now().plus(ofNow);
  }

  @Override
  public Instant wall() {
    return world.wall().plus(ofWall);
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    world.sleep(duration);
  }

  /// Someone sets the clock on the wall; the other one goes on.
  void set(Duration ahead) {
    ofWall = ofWall.plus(ahead);
  }

  /// The machine slept that long just now: one clock stood still, and so did whatever ran on it.
  void slept(Duration duration) {
    ofNow = ofNow.minus(duration);
  }

  /// A crew on a machine that is frozen: what it starts does not run.
  record Frozen(Crew crew) implements Crew {
    @Override
    public <T> List<T> all(List<? extends Callable<T>> tasks) throws InterruptedException {
      return crew.all(tasks);
    }

    @Override
    public <T> Bench<T> bench() {
      Bench<T> bench = crew.bench();
      return new Bench<>() {
        @Override
        public void start(Callable<T> task) {}

        @Override
        public List<T> ended() throws InterruptedException {
          return bench.ended();
        }

        @Override
        public List<T> ended(Duration atMost) throws InterruptedException {
          return bench.ended(atMost);
        }
      };
    }
  }
}
