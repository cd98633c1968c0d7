package ballast.model;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Standing.Later;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final Standing BEFORE =
      standing(1, Set.of("b/s-1", "b/s-2"), Set.of(), Map.of("b/s-3", "L4CON"));

  @Test
  void whatServedMustServeAndWhatDidNotNeedNot() {
    assertThat(standing(2, BEFORE.serving(), Set.of(), BEFORE.down()).of(BEFORE.served()))
        .isEqualTo(new Later.AllServe());
    assertThat(
            standing(2, Set.of("b/s-1"), Set.of(), Map.of("b/s-2", "L4TOUT: so"))
                .of(BEFORE.served()))
        .isEqualTo(new Later.Down("b/s-2", "L4TOUT: so"));
  }

  @Test
  void oneThatANewWorkerTakesForUpWithoutACheckIsNotSettledYet() {
    assertThat(standing(2, BEFORE.serving(), Set.of("b/s-2"), Map.of()).of(BEFORE.served()))
        .isEqualTo(new Later.Unsettled());
    assertThat(standing(2, BEFORE.serving(), Set.of("b/s-4"), Map.of()).of(BEFORE.served()))
        .isEqualTo(new Later.AllServe());
  }

  @Test
  void oneThatWasTakenForUpOnlyBecauseNothingWasKnownOfItNeedNotServe() {
    var before = standing(1, Set.of("b/s-1", "b/s-2"), Set.of("b/s-2"), Map.of());
    assertThat(standing(2, Set.of("b/s-1"), Set.of(), Map.of("b/s-2", "L4CON")).of(before.served()))
        .isEqualTo(new Later.AllServe());
  }

  @Test
  void aServerThatIsThereNoMoreWasGivenUp() {
    assertThat(standing(2, Set.of("b/s-1"), Set.of(), Map.of()).of(BEFORE.served()))
        .isEqualTo(new Later.AllServe());
  }

  private static Standing standing(
      int pid, Set<String> serving, Set<String> unproven, Map<String, String> down) {
    return new Standing(
        new HostView.Worker(pid, 0, "3.0"), new TreeSet<>(serving), unproven, new TreeMap<>(down));
  }
}
