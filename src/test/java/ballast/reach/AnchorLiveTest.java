package ballast.reach;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.docker.AnchorMark;
import ballast.docker.DockerClient;
import ballast.docker.Limits;
import ballast.docker.LockContainer;
import ballast.docker.PrivateEngine;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.Crew;
import ballast.reach.Anchor.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/// Marks on a real engine; two names of it stand for two hosts.
class AnchorLiveTest {
  private static final Host A = new Host("fe-1");
  private static final Host B = new Host("fe-2");
  private static final Problem DARK = new Problem("fe-1", "no route to host", "look");

  private static final Crew ONE_BY_ONE =
      new Crew() {
        @Override
        public <T> List<T> all(List<? extends Callable<T>> tasks) throws InterruptedException {
          var results = new ArrayList<T>();
          for (Callable<T> task : tasks) {
            try {
              results.add(task.call());
            } catch (InterruptedException stopped) {
              throw stopped;
            } catch (Exception bug) {
              throw new IllegalStateException(bug);
            }
          }
          return results;
        }

        @Override
        public <T> Bench<T> bench() {
          throw new UnsupportedOperationException("marks are read all at once");
        }
      };

  @Test
  void anotherAnchorIsAskedAboutUntilItIsMarked() throws Exception {
    PrivateEngine docker = PrivateEngine.start();
    try (var client = new DockerClient("fe-1", docker.socket(), Limits.defaults())) {
      var lock = new LockContainer("shop", client);
      Map<Host, AnchorMark> marks =
          Map.of(A, new AnchorMark("shop-a", client), B, new AnchorMark("shop-b", client));
      var first = new Anchor(A, lock, marks, Map.of());
      assertThat(first.standing(ONE_BY_ONE)).isEqualTo(new Standing.First());
      first.mark(0, ONE_BY_ONE);
      assertThat(first.standing(ONE_BY_ONE)).isEqualTo(new Standing.Settled());

      docker.docker("system", "prune", "-af");
      assertThat(first.standing(ONE_BY_ONE)).isEqualTo(new Standing.Settled());

      var second = new Anchor(B, lock, marks, Map.of());
      assertThat(second.standing(ONE_BY_ONE))
          .isEqualTo(new Standing.Moved(1, List.of(A), List.of()));
      second.mark(1, ONE_BY_ONE);
      assertThat(second.standing(ONE_BY_ONE)).isEqualTo(new Standing.Settled());
      assertThat(first.standing(ONE_BY_ONE))
          .isEqualTo(new Standing.Moved(2, List.of(B), List.of()));
      assertThat(docker.docker("volume", "ls", "-q")).isEqualTo("ballast.anchor.shop-b");

      first.mark(2, ONE_BY_ONE);
      var whileDark =
          new Anchor(B, lock, Map.of(B, new AnchorMark("shop-b", client)), Map.of(A, DARK));
      assertThat(whileDark.standing(ONE_BY_ONE))
          .isEqualTo(new Standing.Moved(0, List.of(), List.of(A)));
      whileDark.mark(3, ONE_BY_ONE);
      assertThat(first.standing(ONE_BY_ONE))
          .isEqualTo(new Standing.Moved(4, List.of(B), List.of()));
      assertThat(second.standing(ONE_BY_ONE)).isEqualTo(new Standing.Settled());
    } finally {
      docker.stop();
    }
  }
}
