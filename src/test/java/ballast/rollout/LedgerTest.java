package ballast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Receipt;
import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the receipt promises to tell.
class LedgerTest {
  private static final Host ONE = new Host("fe-1");
  private static final Host TWO = new Host("fe-2");
  private static final Slot SLOT = new Slot(ONE, 1);
  private static final Instant START = Instant.EPOCH;
  private static final Step DRAIN =
      new Step.Drain(Duration.ofSeconds(30), Policy.PastDeadline.ROLL_BACK);

  @Test
  void cutRequestsThatEndInOrderHideNoLoss() {
    var ledger = new Ledger(fleet(host(ONE, 0, slot(ONE, "v1", counted(100, 0)))));
    ledger.cut(SLOT, 5);
    ledger.brokeOff(SLOT, 0);
    var last = fleet(host(ONE, 2, slot(ONE, "v2", counted(200, 1))));
    assertThat(ledger.lost(last)).isEqualTo(3);
    assertThat(ledger.cut()).isEqualTo(5);
  }

  @Test
  void cutRequestsThatBrokeOffAreNotToldTwice() {
    var ledger = new Ledger(fleet(host(ONE, 0, slot(ONE, "v1", counted(100, 0)))));
    ledger.cut(SLOT, 5);
    ledger.brokeOff(SLOT, 3);
    var last = fleet(host(ONE, 2, slot(ONE, "v2", counted(200, 1))));
    assertThat(ledger.lost(last)).isZero();
  }

  @Test
  void whatWasGivenUpAndAnsweredAllTheSameIsNotToldAsCut() {
    var ledger = new Ledger(fleet(host(ONE, 0, slot(ONE, "v1", counted(100, 0)))));
    ledger.cut(SLOT, 5);
    ledger.answeredYet(SLOT, 2);
    assertThat(ledger.cut()).isEqualTo(3);
  }

  @Test
  void lossesOfOneHostAreNotSetOffAgainstAnother() {
    var ledger =
        new Ledger(
            fleet(
                host(ONE, 7, slot(ONE, "v1", counted(100, 0))),
                host(TWO, 50, slot(TWO, "v1", counted(100, 0)))));
    // The second host's HAProxy was started anew, and counts from nothing.
    var last =
        fleet(
            host(ONE, 9, slot(ONE, "v1", counted(200, 0))),
            host(TWO, 0, slot(TWO, "v1", counted(10, 0))));
    assertThat(ledger.lost(last)).isEqualTo(2);
  }

  @Test
  void whereNothingServedAtFirstNobodyLostAnything() {
    var ledger = new Ledger(fleet(host(ONE, 0, empty(ONE))));
    assertThat(ledger.lost(fleet(host(ONE, 30, slot(ONE, "v1", counted(100, 0)))))).isZero();
  }

  @Test
  void whatTheNewVersionAnsweredStaysItsOwnWhenItHasGoneBack() {
    var ledger = new Ledger(fleet(host(ONE, 0, slot(ONE, "v1", counted(100, 0)))));
    ledger.left(SLOT, "v1", counted(150, 0));
    ledger.left(SLOT, "v2", counted(170, 0));
    var last = fleet(host(ONE, 0, slot(ONE, "v1", counted(173, 0))));
    assertThat(ledger.byVersion(last).get("v1")).isEqualTo(counted(53, 0));
    assertThat(ledger.byVersion(last).get("v2")).isEqualTo(counted(20, 0));
  }

  @Test
  void aSlotThatIsStillOutHasBeenOutUntilTheReceipt() {
    var ledger = new Ledger(fleet(host(ONE, 0, slot(ONE, "v1", counted(0, 0)))));
    ledger.goesOut(SLOT, START.plusSeconds(10));
    ledger.step(SLOT, DRAIN, Duration.ofSeconds(30));
    ledger.serves(SLOT, START.plusSeconds(40));
    ledger.goesOut(SLOT, START.plusSeconds(50));
    ledger.goesOut(SLOT, START.plusSeconds(55));
    List<Receipt.SlotLine> lines =
        ledger.slots(fleet(host(ONE, 0, empty(ONE))), START.plusSeconds(60));
    assertThat(lines)
        .containsExactly(
            new Receipt.SlotLine(
                SLOT,
                "v1",
                "none",
                Duration.ofSeconds(40),
                List.of(new Receipt.StepLine("drain", Duration.ofSeconds(30)))));
  }

  private static Observed fleet(HostView... hosts) {
    return new Observed(List.of(hosts));
  }

  /// @param own what HAProxy answered by itself
  private static HostView host(Host host, long own, SlotView slot) {
    return new HostView.Seen(
        host,
        List.of(slot),
        new HostView.Worker(1, 1, "2.8"),
        slot.server().counters().withServerErrors(own));
  }

  private static Counters counted(long answered, long aborts) {
    return new Counters(answered, 0, 0, 0, 0, 0, 0, aborts);
  }

  private static SlotView empty(Host host) {
    return new SlotView(
        new Slot(host, 1), List.of(), server(ServerView.Condition.DOWN, counted(0, 0)));
  }

  private static SlotView slot(Host host, String version, Counters counters) {
    var berth =
        new Berth(
            version,
            new ReleaseId(version),
            version,
            Berth.Place.HOLDER,
            Berth.State.RUNNING,
            Optional.empty(),
            START);
    return new SlotView(
        new Slot(host, 1), List.of(berth), server(ServerView.Condition.UP, counters));
  }

  private static ServerView server(ServerView.Condition up, Counters counters) {
    return new ServerView("pxapp-1", Admission.READY, up, 100, 100, 0, 0, "L7OK/200", counters);
  }
}
