package ballast.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What tells a spare from a slot that lacks its container.
class SparesTest {
  private static final Host HOST = new Host("fe-1");

  @Test
  void anEmptyPlaceBesideEnoughFilledOnesIsASpareWhateverItsServerIs() {
    assertThat(spares(3, filled(), filled(), filled(), empty(Admission.MAINT))).containsExactly(4);
    assertThat(spares(3, filled(), empty(Admission.READY), filled(), filled())).containsExactly(2);
    assertThat(spares(1, empty(Admission.DRAIN), filled(), empty(Admission.MAINT)))
        .containsExactly(1, 3);
  }

  @Test
  void aPlaceInHandIsFilled() {
    assertThat(spares(2, filled(), marked(), empty(Admission.MAINT))).containsExactly(3);
  }

  @Test
  void whatTheServiceLacksIsToBeFilledWhereTheServerIsOpen() {
    assertThat(spares(2, empty(Admission.READY), empty(Admission.READY), empty(Admission.MAINT)))
        .as("a host that was never deployed to")
        .containsExactly(3);
    assertThat(spares(2, filled(), empty(Admission.READY), empty(Admission.READY)))
        .containsExactly(3);
  }

  @Test
  void wherePlacesInMaintenanceCannotBeToldApartNoneIsASpare() {
    assertThat(spares(3, filled(), empty(Admission.MAINT), filled(), empty(Admission.MAINT)))
        .isEmpty();
  }

  @Test
  void whatWasNeverOpenedIsToBeFilledWhereNothingIsOpen() {
    assertThat(spares(2, unopened(), unopened(), unopened()))
        .as("a host that was set up and never deployed to")
        .containsExactly(3);
    assertThat(spares(5, filled(), filled(), filled(), unopened(), unopened())).isEmpty();
    assertThat(spares(2, filled(), unopened(), empty(Admission.READY))).containsExactly(2);
    assertThat(spares(3, filled(), unopened(), empty(Admission.READY))).isEmpty();
    assertThat(spares(1, filled(), unopened())).containsExactly(2);
  }

  @Test
  void whatWasNeverOpenedDoesNotStandInForAPlaceThatMayBeAPersons() {
    assertThat(spares(3, filled(), empty(Admission.MAINT), filled(), unopened()))
        .containsExactly(4);
    assertThat(spares(2, filled(), empty(Admission.MAINT), empty(Admission.MAINT), unopened()))
        .containsExactly(4);
    assertThat(spares(5, filled(), empty(Admission.MAINT), filled(), unopened(), unopened()))
        .as("two are lacking whosoever the second is")
        .isEmpty();
    List<SlotView> told = tell(3, filled(), empty(Admission.MAINT), filled(), unopened());
    assertThat(told.get(1).foreignHand()).isTrue();
  }

  @Test
  void aSpareIsNeitherOutNorAnotherHands() {
    List<SlotView> told = tell(1, filled(), empty(Admission.MAINT));
    assertThat(told.getLast().foreignHand()).isFalse();
    assertThat(told.getLast().spare()).isTrue();
    assertThat(seen(told).slots()).containsExactly(told.getFirst());
    assertThat(new Observed(List.of(seen(told))).serving(1)).isEqualTo(1);
  }

  private static HostView.Seen seen(List<SlotView> views) {
    return new HostView.Seen(HOST, views, new HostView.Worker(1, 1, ""), Counters.NONE);
  }

  private static List<Integer> spares(int slots, SlotView... places) {
    return tell(slots, places).stream()
        .filter(SlotView::spare)
        .map(view -> view.slot().number())
        .toList();
  }

  private static List<SlotView> tell(int slots, SlotView... places) {
    var numbered = new ArrayList<SlotView>();
    for (SlotView place : places) {
      numbered.add(
          new SlotView(new Slot(HOST, numbered.size() + 1), place.berths(), place.server()));
    }
    return Spares.tell(numbered, slots);
  }

  private static SlotView filled() {
    return place(Admission.READY, berth(Berth.Place.HOLDER, Berth.State.RUNNING));
  }

  private static SlotView marked() {
    return place(Admission.MAINT, berth(Berth.Place.LAST, Berth.State.EXITED));
  }

  /// With what it keeps: that is no container that has it.
  private static SlotView empty(Admission admission) {
    return place(admission, berth(Berth.Place.KEPT, Berth.State.EXITED));
  }

  private static SlotView unopened() {
    return new SlotView(
        new Slot(HOST, 1),
        List.of(),
        new ServerView(
            "pxapp-1",
            Admission.MAINT,
            Start.CLOSED,
            ServerView.Condition.DOWN,
            100,
            100,
            0,
            0,
            "",
            Counters.NONE));
  }

  private static Berth berth(Berth.Place place, Berth.State state) {
    return new Berth(
        "id", new ReleaseId("v1"), "v1", place, state, Optional.empty(), Instant.EPOCH);
  }

  private static SlotView place(Admission admission, Berth berth) {
    return new SlotView(
        new Slot(HOST, 1),
        List.of(berth),
        new ServerView(
            "pxapp-1",
            admission,
            berth.state() == Berth.State.RUNNING
                ? ServerView.Condition.UP
                : ServerView.Condition.DOWN,
            100,
            100,
            0,
            0,
            "",
            Counters.NONE));
  }
}
