package ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Stories of fleets behind an edge, whose hosts leave it for a rollout: the same ills as in
/// [SimulationTest], and someone who takes a host out at the edge.
@Isolated("keeps every core busy by itself")
class EdgeSimulationTest {
  private static final long SEEDS = Long.getLong("ballast.edge.seeds", 300);

  @Test
  void everySeedKeepsEveryPromise() throws InterruptedException {
    var wrong = new ArrayList<String>();
    try (ExecutorService all =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Callable<List<String>>> stories =
          LongStream.rangeClosed(1, SEEDS)
              .<Callable<List<String>>>mapToObj(seed ->
                  () ->
                      Scenario.behindAnEdge(seed, Planted.NOTHING).wrong().stream()
                          .map(one -> "seed %d: %s".formatted(seed, one))
                          .toList())
              .toList();
      for (Future<List<String>> story : all.invokeAll(stories)) {
        wrong.addAll(story.resultNow());
      }
    }
    assertThat(wrong.stream().map(one -> one.substring(0, Math.min(300, one.length()))).limit(60))
        .isEmpty();
  }

  @Test
  void theSameSeedTellsTheSameStory() throws InterruptedException {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(Scenario.behindAnEdge(seed, Planted.NOTHING).log())
          .isEqualTo(Scenario.behindAnEdge(seed, Planted.NOTHING).log());
    }
  }
}
