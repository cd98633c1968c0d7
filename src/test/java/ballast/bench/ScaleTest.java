package ballast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.bench.Scale.Measured;
import ballast.bench.Scale.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the time of a rollout depends on.
class ScaleTest {
  private static final Measured MEASURED =
      Measured.of(
          Map.of(
              "stop", List.of(180L, 204L, 240L, 230L),
              "start", List.of(400L, 458L, 500L, 480L),
              "prove", List.of(560L, 593L, 640L, 600L)));

  @Test
  void withABudgetThatIsAShareTimeDependsOnTheBudgetAndNotOnTheNumberOfHosts()
      throws InterruptedException {
    Duration nine = moved(9, Setting.SHARE);
    assertThat(moved(18, Setting.SHARE))
        .isBetween(nine.multipliedBy(8).dividedBy(10), nine.multipliedBy(12).dividedBy(10));
    assertThat(moved(9, Setting.ONE_A_HOST)).isLessThan(nine.multipliedBy(6).dividedBy(10));
  }

  @Test
  void looksDoNotAddUpWithTheNumberOfHosts() throws InterruptedException {
    Duration ninety = moved(90, Setting.ONE_A_HOST);
    assertThat(moved(360, Setting.ONE_A_HOST)).isLessThan(ninety.multipliedBy(13).dividedBy(10));
  }

  @Test
  void withABudgetThatIsACountItGrowsWithThem() throws InterruptedException {
    assertThat(moved(18, Setting.COUNT)).isGreaterThan(moved(6, Setting.COUNT).multipliedBy(2));
  }

  @Test
  void aSimulatedSlotTakesAsLongAsTheRealOneItWasMeasuredOn() throws InterruptedException {
    var steps =
        Scale.simulated(3, Setting.SHARE, MEASURED).slots().getFirst().steps().stream()
            .filter(step -> step.step().equals("start") || step.step().equals("prove"))
            .map(step -> step.took().toMillis())
            .toList();
    assertThat(steps.getFirst()).isBetween(390L, 510L);
    assertThat(steps.getLast()).isBetween(500L, 720L);
  }

  private static Duration moved(int hosts, Setting setting) throws InterruptedException {
    return Scale.simulated(hosts, setting, MEASURED).moved();
  }
}
