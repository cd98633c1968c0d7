package ballast.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlotViewTest {
  private static final Slot SLOT = new Slot(new Host("fe-1"), 1);

  @Test
  void aServerInMaintenanceIsSomeoneElsesUnlessAContainerSaysThatItIsInHand() {
    var holder = berth("v1", Berth.Place.HOLDER, Berth.State.RUNNING);
    assertThat(view(Admission.MAINT, holder).foreignHand()).isTrue();
    assertThat(view(Admission.DRAIN, holder).foreignHand()).isTrue();
    assertThat(view(Admission.READY, holder).foreignHand()).isFalse();
    var kept = berth("v0", Berth.Place.KEPT, Berth.State.EXITED);
    assertThat(view(Admission.MAINT, holder, kept).foreignHand()).isTrue();
    var last = berth("v0", Berth.Place.LAST, Berth.State.EXITED);
    assertThat(view(Admission.MAINT, holder, last).foreignHand()).isFalse();
    var next = berth("v2", Berth.Place.NEXT, Berth.State.CREATED);
    assertThat(view(Admission.DRAIN, holder, next).foreignHand()).isFalse();
  }

  @Test
  void aServerInMaintenanceWhoseContainerSomeoneRemovedIsTheirs() {
    assertThat(view(Admission.MAINT).foreignHand()).isTrue();
    var prepared = berth("v2", Berth.Place.PREPARED, Berth.State.CREATED);
    assertThat(view(Admission.MAINT, prepared).foreignHand()).isTrue();
  }

  @Test
  void anEmptySlotThatIsReadyOrHandedOverIsNobodysHand() {
    assertThat(view(Admission.READY).foreignHand()).isFalse();
    var next = berth("v2", Berth.Place.NEXT, Berth.State.CREATED);
    assertThat(view(Admission.MAINT, next).foreignHand()).isFalse();
  }

  @Test
  void anEmptySlotThatAStartHasClosedIsNobodysHand() {
    assertThat(closed().unopened()).isTrue();
    assertThat(closed().takenOut()).isFalse();
    assertThat(closed().foreignHand()).isFalse();
    assertThat(closed().serving()).isFalse();
    assertThat(closed(berth("v2", Berth.Place.PREPARED, Berth.State.CREATED)).foreignHand())
        .isFalse();
    assertThat(closed(berth("v1", Berth.Place.KEPT, Berth.State.EXITED)).foreignHand())
        .as("a spare that was emptied before HAProxy started")
        .isFalse();
  }

  @Test
  void aSlotThatAContainerHasIsSomeoneElsesHoweverItWasClosed() {
    assertThat(closed(berth("v1", Berth.Place.HOLDER, Berth.State.RUNNING)).foreignHand()).isTrue();
    assertThat(closed(berth("v1", Berth.Place.HOLDER, Berth.State.EXITED)).unopened()).isFalse();
    assertThat(closed(berth("v2", Berth.Place.NEXT, Berth.State.CREATED)).unopened()).isFalse();
  }

  @Test
  void aStartedContainerHasTheSlotWhereNoneHadItBefore() {
    var next = berth("v2", Berth.Place.NEXT, Berth.State.RUNNING);
    assertThat(view(Admission.READY, next).holder()).contains(next);
    assertThat(view(Admission.READY, next).serves(new ReleaseId("v2"))).isTrue();
    var made = berth("v2", Berth.Place.NEXT, Berth.State.CREATED);
    assertThat(view(Admission.READY, made).holder()).isEmpty();
  }

  @Test
  void servesOnlyWithARunningContainerBehindAReadyServer() {
    var running = berth("v1", Berth.Place.HOLDER, Berth.State.RUNNING);
    assertThat(view(Admission.READY, running).serving()).isTrue();
    assertThat(view(Admission.DRAIN, running).serving()).isFalse();
    var ended = berth("v1", Berth.Place.HOLDER, Berth.State.EXITED);
    assertThat(view(Admission.READY, ended).serving()).isFalse();
  }

  private static SlotView view(Admission admission, Berth... berths) {
    return new SlotView(
        SLOT,
        List.of(berths),
        new ServerView(
            "pxapp-1",
            admission,
            ServerView.Condition.UP,
            100,
            100,
            0,
            0,
            "L7OK/200",
            Counters.NONE));
  }

  private static SlotView closed(Berth... berths) {
    return new SlotView(
        SLOT,
        List.of(berths),
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

  private static Berth berth(String release, Berth.Place place, Berth.State state) {
    return new Berth(
        release, new ReleaseId(release), release, place, state, Optional.empty(), Instant.EPOCH);
  }
}
