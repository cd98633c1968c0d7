package ballast.event;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.ProgressOfSlot.Phase;
import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.HookPoint;
import ballast.model.HostView;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final Recording recording = new Recording(2, 2);
  private final Slot slot = recording.slots().getFirst();

  @Test
  void beforeAnythingIsDoneEverySlotWaitsForItsTurn() {
    var progress = fold(recording.opens().entries());
    assertThat(progress.slots()).hasSize(4).allMatch(one -> one.phase() == Phase.WAITING);
    assertThat(progress.slots()).allMatch(one -> one.now().equals("1.4.1"));
    assertThat(progress.outNow()).isZero();
  }

  @Test
  void slotsOfAPreparedHostAreShownSo() {
    assertThat(fold(recording.opens().prepares().entries()).slots())
        .allMatch(one -> one.phase() == Phase.PREPARED);
  }

  @Test
  void aDrainingSlotIsOutAndSaysWhatItWaitsFor() {
    var progress = fold(recording.opens().begins(slot).entries());
    assertThat(of(progress).phase()).isEqualTo(Phase.DRAINING);
    assertThat(of(progress).why()).isEqualTo("2 requests in flight");
    assertThat(of(progress).isOut()).isTrue();
    assertThat(progress.outNow()).isEqualTo(1);
  }

  @Test
  void aSlotIsOutFromItsDrainUntilItIsReady() {
    var progress = fold(recording.opens().rolls(slot).entries());
    assertThat(of(progress).phase()).isEqualTo(Phase.DONE);
    assertThat(of(progress).isOut()).isFalse();
    assertThat(of(progress).now()).isEqualTo("1.4.2");
    assertThat(of(progress).before()).isEqualTo("1.4.1");
    assertThat(of(progress).out(Recording.START.plusSeconds(999)))
        .isEqualTo(Duration.ofMillis(3020));
    assertThat(progress.tally().done()).isEqualTo(1);
  }

  @Test
  void aHookThatRunsIsShownUntilItEnds() {
    recording.opens().tell(new Event.HookStarted(HookPoint.BEFORE_HOST, "fe-1"));
    assertThat(fold(recording.entries()).hooks())
        .containsExactly(new Progress.RunningHook(HookPoint.BEFORE_HOST, "fe-1"));
    recording.tell(
        new Event.HookEnded(
            HookPoint.BEFORE_HOST, "fe-1", Duration.ofSeconds(1), Optional.empty(), ""));
    assertThat(fold(recording.entries()).hooks()).isEmpty();
  }

  @Test
  void nothingChangesARolloutThatHasEnded() {
    recording.opens().rolls(slot).ends(Receipt.Outcome.STOPPED, Optional.empty());
    Progress ended = fold(recording.entries());
    Problem late = new Problem("it failed", "too late", "look");
    recording
        .tell(new Event.StepStarted(slot, Recording.drain()))
        .tell(new Event.LaneFailed(slot, late))
        .tell(new Event.RequestsCut(slot, 7, "in flight"))
        .tell(new Event.GoingBack("late", 1))
        .tell(new Event.Paused("2 slots failed, and 1 is tolerated"))
        .begins(recording.slots().getLast())
        .ends(Receipt.Outcome.MIXED, Optional.of(late));
    assertThat(fold(recording.entries())).isEqualTo(ended);
  }

  @Test
  void aLaneThatHasEndedStaysAsItEndedUntilTheNextOne() {
    recording.opens().rolls(slot);
    Progress ended = fold(recording.entries());
    recording
        .tell(new Event.StepStarted(slot, Recording.drain()))
        .tell(new Event.StepWaits(slot, Recording.drain(), "late"))
        .tell(new Event.LaneFailed(slot, new Problem("it failed", "too late", "look")))
        .tell(new Event.LanePostponed(slot, "late"))
        .tell(new Event.LaneEnded(slot, "1.4.2", Duration.ofSeconds(1)));
    assertThat(fold(recording.entries())).isEqualTo(ended);
    recording.begins(slot);
    assertThat(of(fold(recording.entries())).phase()).isEqualTo(Phase.DRAINING);
  }

  @Test
  void aPauseHoldsUntilItGoesOnAndIsNoReasonToStop() {
    recording.opens().tell(new Event.Paused("2 slots failed, and 1 is tolerated"));
    assertThat(fold(recording.entries()).course()).isEqualTo(Progress.Course.PAUSED);
    recording.rolls(slot);
    assertThat(fold(recording.entries()).tally().done()).isEqualTo(1);
    assertThat(fold(recording.tell(new Event.Resumed()).entries()).course())
        .isEqualTo(Progress.Course.FORTH);
    recording.tell(new Event.Paused("")).tell(new Event.StopAsked()).tell(new Event.Resumed());
    assertThat(fold(recording.entries()).course()).isEqualTo(Progress.Course.STOPPING);
  }

  @Test
  void aSlotThatGoesBackAloneIsNotAmongThoseDone() {
    recording.opens().neverHealthy(slot);
    recording.goesBack(slot);
    recording.rolls(recording.slots().getLast());
    var progress = fold(recording.entries());
    assertThat(progress.course()).isEqualTo(Progress.Course.FORTH);
    assertThat(progress.tally()).isEqualTo(new Progress.Tally(1, 1, 0, 0, 0));
    assertThat(of(progress).course()).isEqualTo(Progress.Course.BACK);
    assertThat(of(progress).now()).isEqualTo("1.4.1");
  }

  @Test
  void aSlotThatGoesBackAloneGoesBackAlsoAfterItWasPutOff() {
    recording.opens().neverHealthy(slot);
    recording
        .tell(new Event.LaneStarted(slot, "runs 1.4.2", "the earlier release"))
        .tell(new Event.LanePostponed(slot, "FLOOR"));
    recording.goesBack(slot);
    assertThat(fold(recording.entries()).tally().done()).isZero();
  }

  @Test
  void aSlotThatWentBackAloneStaysSoWhenAllGoBackLater() {
    recording.opens().neverHealthy(slot);
    recording.goesBack(slot);
    Slot other = recording.slots().getLast();
    recording.neverHealthy(other);
    recording.tell(new Event.GoingBack("2 slots failed", 2));
    recording.goesBack(other);
    var progress = fold(recording.entries());
    assertThat(progress.tally()).isEqualTo(new Progress.Tally(0, 2, 1, 1, 0));
    assertThat(of(progress).phase()).isEqualTo(Phase.DONE);
  }

  @Test
  void aSlotThatIsTriedAgainAfterAPauseIsAmongThoseDone() {
    recording.opens().neverHealthy(slot);
    recording.goesBack(slot);
    recording.tell(new Event.Paused("1 slot failed")).tell(new Event.Resumed()).rolls(slot);
    assertThat(fold(recording.entries()).tally().done()).isEqualTo(1);
  }

  @Test
  void neverMoreSlotsAreCountedOutThanWere() {
    var progress = fold(Recording.success());
    assertThat(progress.mostOut()).isEqualTo(1);
    assertThat(progress.tally().done()).isEqualTo(9);
    assertThat(progress.slots()).allMatch(one -> one.phase() == Phase.DONE);
  }

  @Test
  void whatWasTouchedReturnsAndWhatWasNotStays() {
    List<Entry> failure = Recording.failure();
    var turned =
        fold(
            failure.stream()
                .limit(
                    1
                        + failure.stream()
                            .takeWhile(entry -> !(entry.event() instanceof Event.GoingBack))
                            .count())
                .toList());
    assertThat(turned.course()).isEqualTo(Progress.Course.BACK);
    assertThat(turned.slots().filter(one -> one.phase() == Phase.RETURNING)).hasSize(4);
    assertThat(turned.slots().filter(one -> one.phase() == Phase.SERVING)).hasSize(5);
    var last = fold(failure);
    assertThat(last.tally().returned()).isEqualTo(4);
    assertThat(last.slots()).allMatch(one -> one.now().equals("1.4.1"));
    assertThat(last.outNow()).isZero();
  }

  @Test
  void aFailedSlotStaysOutUntilItIsGivenBack() {
    recording.opens().begins(slot).passes(30_000);
    var problem = new Problem(slot + " was not drained within 30 s", "2 in flight", "wait");
    var failed = fold(recording.tell(new Event.LaneFailed(slot, problem)).entries());
    assertThat(of(failed).phase()).isEqualTo(Phase.FAILED);
    assertThat(failed.outNow()).isEqualTo(1);
    assertThat(failed.tally().failed()).isEqualTo(1);
  }

  @Test
  void aSlotThatIsPutOffServesOn() {
    var progress =
        fold(recording.opens().begins(slot).tell(new Event.LanePostponed(slot, "no")).entries());
    assertThat(of(progress).phase()).isEqualTo(Phase.WAITING);
    assertThat(progress.outNow()).isZero();
  }

  @Test
  void aSlotThatSomeoneElseTookOutCountsAsOut() {
    var server = Recording.server(slot, Admission.DRAIN, ServerView.Condition.UP);
    var view =
        new SlotView(slot, List.of(Recording.holder(Recording.OLD, Berth.State.RUNNING)), server);
    recording.opens();
    recording.tell(
        new Event.HostSeen(
            new HostView.Seen(
                slot.host(), List.of(view), new HostView.Worker(1, 0, "2.8"), Counters.NONE)));
    var progress = fold(recording.entries());
    assertThat(of(progress).phase()).isEqualTo(Phase.OUT);
    assertThat(of(progress).why()).isEqualTo("taken out by someone else");
    assertThat(progress.outNow()).isEqualTo(1);
  }

  @Test
  void aHostThatCannotBeReadKeepsItsSlotsAndSaysWhy() {
    recording.opens();
    var problem = new Problem("gone", "link lost", "look");
    var progress =
        fold(
            recording
                .tell(new Event.HostSeen(new HostView.Unreachable(slot.host(), problem)))
                .entries());
    assertThat(progress.hosts().get(slot.host()))
        .matches(host -> host.unreachable().equals(Optional.of(problem)))
        .matches(host -> host.slots().size() == 2);
    assertThat(progress.outNow()).as("what cannot be seen counts as out").isEqualTo(2);
  }

  @Test
  void aPictureFromAJournalWithoutLooksAtHostsKnowsWhatWasDone() {
    var kept = Recording.success().stream().filter(entry -> !entry.event().ephemeral()).toList();
    var progress = fold(kept);
    assertThat(progress.slots()).hasSize(9).allMatch(one -> one.phase() == Phase.DONE);
    assertThat(progress.receipt()).isPresent();
  }

  @Test
  void timeStandsStillOnceARolloutHasEnded() {
    var progress = fold(Recording.success());
    assertThat(progress.elapsed(Recording.START.plusSeconds(9999)))
        .isEqualTo(progress.receipt().orElseThrow().took());
  }

  @Test
  void aSoakingSlotServes() {
    recording
        .opens()
        .begins(slot)
        .tell(new Event.StepStarted(slot, new Step.Admit(100)))
        .tell(new Event.StepEnded(slot, new Step.Admit(100), Duration.ZERO, ""))
        .tell(new Event.StepStarted(slot, new Step.Soak(Duration.ofSeconds(5))));
    var progress = fold(recording.entries());
    assertThat(of(progress).phase()).isEqualTo(Phase.SOAKING);
    assertThat(of(progress).isOut()).isFalse();
  }

  private ProgressOfSlot of(Progress progress) {
    return progress.slots().filter(one -> one.slot().equals(slot)).findFirst().orElseThrow();
  }

  private static Progress fold(List<Entry> entries) {
    Progress progress = Progress.NONE;
    for (Entry entry : entries) {
      progress = progress.after(entry);
    }
    return progress;
  }
}
