package ballast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Berth;
import ballast.model.Observed;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.sim.Words;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurplusTest {
  @Test
  void theNewestKeptReleaseStays() {
    assertThat(surplus("fe-1  v3 + v2 kept + v1 kept", 1)).containsExactly("v1");
  }

  @Test
  void asManyReleasesStayAsAreToBeKept() {
    assertThat(surplus("fe-1  v4 + v3 kept + v2 kept + v1 kept", 2)).containsExactly("v1");
    assertThat(surplus("fe-1  v4 + v3 kept + v2 kept + v1 kept", 3)).isEmpty();
  }

  @Test
  void whatWasMadeReadyAndNeverUsedGoes() {
    assertThat(surplus("fe-1  v2 + v3 prepared + v1 kept", 1)).containsExactly("v3");
  }

  /// v2 was given up half way, and only this slot had come to it.
  @Test
  void whatEverySlotHasStaysBeforeWhatIsNewer() {
    assertThat(surplus("fe-1  v3 + v2 kept + v1 kept  v3 + v1 kept", 1)).containsExactly("v2");
  }

  @Test
  void whatWasGoneBackFromGoesBeforeTheWayFurtherBack() {
    assertThat(surplus("fe-1  v2 + v3 kept + v1 kept", 1)).containsExactly("v3");
    assertThat(surplus("fe-1  v2 + v3 kept", 1)).isEmpty();
  }

  @Test
  void aDeployRemovesWhatWasGoneBackFrom() {
    assertThat(names(Surplus.goneBackFrom(List.of(slot("fe-1  v2 + v3 kept + v1 kept")))))
        .containsExactly("v3");
    assertThat(Surplus.goneBackFrom(List.of(slot("fe-1  v2 exited + v3 kept")))).isEmpty();
  }

  /// Over every way a slot can look: what is needed to serve, to mend or to go back never goes.
  @Test
  void nothingGoesThatCouldBeNeeded() {
    EverySlot.forEach(view -> {
      for (int keep = 1; keep <= 2; keep++) {
        List<Berth> surplus =
            new Surplus(new HashSet<>(List.of(EverySlot.V1, EverySlot.V2, EverySlot.V3)), keep)
                .in(view);
        if (!view.serving() || view.inHand()) {
          assertThat(surplus).isEmpty();
        }
        assertThat(surplus).noneMatch(berth -> view.holder().filter(berth::equals).isPresent());
        assertThat(surplus).noneMatch(berth -> berth.state().alive());
        long kept = count(view.berths());
        assertThat(kept - count(surplus)).isGreaterThanOrEqualTo(Math.min(kept, keep));
      }
    });
  }

  private static long count(List<Berth> berths) {
    return berths.stream().filter(berth -> berth.place() == Berth.Place.KEPT).count();
  }

  private static List<String> surplus(String fleet, int keep) {
    Observed observed = Drawing.of(fleet).observed();
    int slots =
        Math.toIntExact(observed.slots().map(SlotView::slot).map(Slot::number).distinct().count());
    return names(
        Surplus.of(observed, keep, slots).in(observed.slot(Words.slot("fe-1/1")).orElseThrow()));
  }

  private static List<Berth> slot(String fleet) {
    return Drawing.of(fleet).observed().slot(Words.slot("fe-1/1")).orElseThrow().berths();
  }

  private static List<String> names(List<Berth> berths) {
    return berths.stream().map(Berth::version).toList();
  }
}
