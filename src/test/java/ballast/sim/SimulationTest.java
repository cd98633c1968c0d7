package ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Receipt.Outcome;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Fleets, policies, machines that die or sleep, and faults by the seed. `./check sim --seed N`
/// tells the story of one, `./check sim --seeds N` plays many more.
@Isolated("keeps every core busy by itself")
class SimulationTest {
  private static final long SEEDS = 2_000;
  private static final long REPLAYED_ONE_IN = 100;
  private static final long SEEDS_TO_MEET_EVERY_END = 200;

  @Test
  void everySeedKeepsEveryPromise() throws InterruptedException {
    assertThat(Night.play(1, SEEDS)).isEmpty();
  }

  @Test
  void theSameSeedTellsTheSameStory() throws InterruptedException {
    for (long seed = 1; seed <= SEEDS; seed += REPLAYED_ONE_IN) {
      assertThat(Scenario.of(seed).log())
          .as("./check sim --seed %d", seed)
          .isEqualTo(Scenario.of(seed).log());
    }
  }

  @Test
  void differentSeedsTellDifferentStories() throws InterruptedException {
    assertThat(Scenario.of(1).log()).isNotEqualTo(Scenario.of(2).log());
  }

  @Test
  void theSeedsMeetEveryEnd() throws InterruptedException {
    var ends = new HashSet<Outcome>();
    Set<Class<?>> kinds = new HashSet<>();
    for (long seed = 1; seed <= SEEDS_TO_MEET_EVERY_END; seed++) {
      for (World.Ran ran : Scenario.of(seed).ran()) {
        kinds.add(ran.getClass());
        if (ran instanceof World.Ran.Ended(var receipt)) {
          ends.add(receipt.outcome());
        }
      }
    }
    assertThat(ends).containsExactlyInAnyOrder(Outcome.values());
    assertThat(kinds)
        .containsExactlyInAnyOrder(
            World.Ran.Ended.class,
            World.Ran.PutAside.class,
            World.Ran.Refused.class,
            World.Ran.Died.class);
  }
}
