package ballast.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.docker.DockerClient;
import ballast.docker.Limits;
import ballast.docker.LockContainer;
import ballast.docker.PrivateEngine;
import ballast.model.Host;
import ballast.model.LockHolder;
import ballast.model.Policy;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/// A lock on a real engine, and the real clock.
class TakeoverLiveTest {
  /// This machine's own clocks.
  private static final Time CLOCK =
      new Time() {
        @Override
        public Instant now() {
          return Instant.EPOCH.plusNanos(System.nanoTime());
        }

        @Override
        public Instant wall() {
          return Instant.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
          Thread.sleep(duration);
        }
      };

  /// A thread for each task; nobody takes a result.
  private static final Crew THREADS =
      new Crew() {
        @Override
        public <T> List<T> all(List<? extends Callable<T>> tasks) {
          throw new UnsupportedOperationException("nothing here does several things at once");
        }

        @Override
        public <T> Bench<T> bench() {
          return new Bench<>() {
            @Override
            public void start(Callable<T> task) {
              Thread.ofVirtual()
                  .start(() -> {
                    try {
                      task.call();
                    } catch (InterruptedException ended) {
                      Thread.currentThread().interrupt();
                    } catch (Exception bug) {
                      throw new IllegalStateException(bug);
                    }
                  });
            }

            @Override
            public List<T> ended() {
              throw new UnsupportedOperationException("nobody waits for a beat");
            }

            @Override
            public List<T> ended(Duration atMost) {
              return ended();
            }
          };
        }
      };

  @Test
  void aHolderThatStoppedRenewingIsTakenOverAndThenChangesNothing() throws Exception {
    PrivateEngine docker = PrivateEngine.start();
    try (var client = new DockerClient("fe-1", docker.socket(), Limits.defaults());
        var another = new DockerClient("fe-1", docker.socket(), Limits.defaults())) {
      var old = taken(client, "carl@desk", new Clocks.Frozen(THREADS));
      old.lease().mustHold();
      Instant began = CLOCK.now();

      var next = taken(another, "anna@laptop", THREADS);

      assertThat(Duration.between(began, CLOCK.now()))
          .isBetween(Taking.DEAD.plus(Lease.TRUST), Taking.DEAD.plus(Lease.TRUST).plusSeconds(10));
      assertThat(next.from()).map(LockHolder::who).contains("carl@desk");
      assertThat(next.lease().generation()).isEqualTo(2);
      var fenced = new FencedFleet(new World(1, 1, 1, Policy.defaults()).fleet, old.lease());
      CallFailed refused =
          catchThrowableOfType(CallFailed.class, () -> fenced.engine(new Host("fe-1")).start("x"));
      assertThat(refused.effect()).isEqualTo(CallFailed.Effect.NONE);
      assertThat(old.lease().lost()).isPresent();
      old.lease().close();
      next.lease().mustHold();
      next.lease().close();
      assertThat(new LockContainer("pxapp", client).look()).isEmpty();
    } finally {
      docker.stop();
    }
  }

  private static Taking.End.Taken taken(DockerClient client, String who, Crew crew)
      throws Exception {
    var wish = new Taking.Wish(who, "r of " + who, Optional.empty(), Duration.ZERO);
    return (Taking.End.Taken)
        new Taking(new LockContainer("pxapp", client), crew, CLOCK, new Signal(), _ -> false)
            .take(wish, _ -> {});
  }
}
