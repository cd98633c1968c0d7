package ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What keeps the simulation honest: each planted bug breaks the promise that it is planted against
/// within so many seeds. The table of docs/reliability.md is what this prints.
@Isolated("keeps every core busy by itself")
class MutationTest {
  private static final long MOST_SEEDS = 600;

  /// @param seed how many seeds it took
  record Found(long seed, String broken) {}

  private static final Map<PlantedBug, Optional<Found>> FOUND = new ConcurrentHashMap<>();

  /// On every core.
  @BeforeAll
  static void huntAll() throws InterruptedException {
    var bugs = new ConcurrentLinkedQueue<PlantedBug>(EnumSet.allOf(PlantedBug.class));
    Callable<Integer> hunter =
        () -> {
          for (PlantedBug bug = bugs.poll(); bug != null; bug = bugs.poll()) {
            FOUND.put(bug, hunt(bug));
          }
          return bugs.size();
        };
    int cores = Runtime.getRuntime().availableProcessors();
    try (ExecutorService hunters = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> one : hunters.invokeAll(Collections.nCopies(cores, hunter))) {
        assertThat(one.resultNow()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PlantedBug.class)
  void isFound(PlantedBug bug) {
    Optional<Found> found = FOUND.getOrDefault(bug, Optional.empty());
    assertThat(found).as("%s: %s", bug.promise(), bug.what()).isPresent();
    System.out.printf(
        "| %s | %s | SimulationTest | %d |%n",
        bug.promise(), bug.what(), found.orElseThrow().seed());
  }

  static Optional<Found> hunt(PlantedBug bug) throws InterruptedException {
    for (long seed = 1; seed <= MOST_SEEDS; seed++) {
      Optional<String> broken =
          bug.play(seed).wrong().stream()
              .filter(one -> one.contains(bug.promise() + ":"))
              .findFirst();
      if (broken.isPresent()) {
        return Optional.of(new Found(seed, broken.get()));
      }
    }
    return Optional.empty();
  }
}
