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
    assertThat(BEFORE.later(standing(2, BEFORE.serving(), Set.of(), BEFORE.down())))
        .isEqualTo(new Later.AllServe());
    assertThat(BEFORE.later(standing(2, Set.of("b/s-1"), Set.of(), Map.of("b/s-2", "L4TOUT: so"))))
        .isEqualTo(new Later.Down("b/s-2", "L4TOUT: so"));
  }

  @Test
  void oneThatANewWorkerTakesForUpWithoutACheckIsNotSettledYet() {
    assertThat(BEFORE.later(standing(2, BEFORE.serving(), Set.of("b/s-2"), Map.of())))
        .isEqualTo(new Later.Unsettled());
    assertThat(BEFORE.later(standing(2, BEFORE.serving(), Set.of("b/s-4"), Map.of())))
        .isEqualTo(new Later.AllServe());
  }

  @Test
  void oneThatWasTakenForUpOnlyBecauseNothingWasKnownOfItNeedNotServe() {
    var before = standing(1, Set.of("b/s-1", "b/s-2"), Set.of("b/s-2"), Map.of());
    assertThat(before.later(standing(2, Set.of("b/s-1"), Set.of(), Map.of("b/s-2", "L4CON"))))
        .isEqualTo(new Later.AllServe());
  }

  @Test
  void theWorkerBeforeTellsNothingOfTheNewConfig() {
    assertThat(BEFORE.later(BEFORE)).isEqualTo(new Later.NoneNew());
  }

  @Test
  void aServerThatIsThereNoMoreWasGivenUp() {
    assertThat(BEFORE.later(standing(2, Set.of("b/s-1"), Set.of(), Map.of())))
        .isEqualTo(new Later.AllServe());
  }

  private static Standing standing(
      int pid, Set<String> serving, Set<String> unproven, Map<String, String> down) {
    return new Standing(
        new HostView.Worker(pid, 0, "3.0"), new TreeSet<>(serving), unproven, new TreeMap<>(down));
  }
}
