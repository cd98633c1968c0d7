package ballast.view;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Recording;
import ballast.model.HookPoint;
import ballast.model.HostView;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.plan.Step;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlainViewTest {
  @Test
  void aRolloutThatSucceedsIsToldLineByLineAndEndsWithItsReceipt() {
    Golden.matches("plain-success", plain(Recording.success()));
  }

  @Test
  void aRolloutThatFailsTellsWhatWhyAndNext() {
    Golden.matches("plain-failure", plain(Recording.failure()));
  }

  @Test
  void aRolloutThatIsStoppedSaysWhatServesWhat() {
    Golden.matches("plain-stopped", plain(Recording.stopped()));
  }

  @Test
  void aPauseIsToldWithHowToGoOn() {
    Golden.matches("plain-paused", plain(Recording.paused()));
  }

  @Test
  void whatGoesWrongWithoutFailingIsTold() {
    var recording = new Recording(2, 2).opens().prepares();
    Slot slot = recording.slots().getFirst();
    recording.tell(new Event.Noticed("fe-2/2 was taken out by someone else"));
    recording.begins(slot);
    recording.tell(new Event.LanePostponed(slot, "only 0 of 2 slots would serve on fe-1"));
    recording.begins(slot).passes(30_000);
    recording.tell(new Event.RequestsCut(slot, 2, "2 requests in flight"));
    recording.finishes(slot);
    var problem = new Problem("fe-2 is gone", "link lost", "look at fe-2");
    recording.ends(Receipt.Outcome.MIXED, Optional.of(problem));
    Golden.matches("plain-trouble", plain(recording.entries()));
  }

  @Test
  void aSlotThatGoesBackAloneIsNotToldAsDone() {
    var recording = new Recording(2, 2).opens();
    Slot slot = recording.slots().getFirst();
    recording.neverHealthy(slot);
    recording.goesBack(slot);
    recording.rolls(recording.slots().getLast());
    assertThat(plain(recording.entries()))
        .contains("back to 1.4.1, was out 5.8 s in all\n")
        .contains("(1 of 4)");
  }

  @Test
  void aHookIsToldWithWhatItWrote() {
    var recording = new Recording(1, 2).opens();
    recording.tell(new Event.HookStarted(HookPoint.BEFORE, "")).passes(400);
    recording.tell(
        new Event.HookEnded(
            HookPoint.BEFORE, "", Duration.ofMillis(400), Optional.empty(), "one\ntwo\n"));
    recording.tell(new Event.HookStarted(HookPoint.BEFORE_SLOT, "fe-1/1")).passes(30_000);
    var late = new Problem("hook before_slot failed", "not done within 30 s", "mend it");
    recording.tell(
        new Event.HookEnded(
            HookPoint.BEFORE_SLOT,
            "fe-1/1",
            Duration.ofSeconds(30),
            Optional.of(late),
            "still\nwaiting\n"));
    Golden.matches("plain-hooks", plain(recording.entries()));
  }

  @Test
  void aLongWaitIsToldAtMostEveryFiveSeconds() {
    var recording = new Recording(1, 2).opens();
    Slot slot = recording.slots().getFirst();
    Step drain = Recording.drain();
    recording.tell(new Event.StepStarted(slot, drain));
    for (int requests = 200; requests > 0; requests--) {
      recording.passes(100);
      recording.tell(new Event.StepWaits(slot, drain, requests + " requests in flight"));
    }
    assertThat(plain(recording.entries()).lines().filter(line -> line.contains("waits")))
        .hasSize(4);
  }

  @Test
  void aHostThatCanBeReadAgainIsTold() {
    var recording = new Recording(2, 1).opens();
    HostView seen = Fleets.calm(1).hosts().getFirst();
    var problem = new Problem("fe-1 cannot be read", "no answer within 15 s", "look at it");
    recording.tell(new Event.HostSeen(new HostView.Unreachable(seen.host(), problem)));
    recording.tell(new Event.HostSeen(seen)).tell(new Event.HostSeen(seen));
    assertThat(plain(recording.entries()).lines().filter(line -> line.contains("read")))
        .hasSize(2)
        .last()
        .asString()
        .endsWith("can be read again");
  }

  @Test
  void aSlotThatIsOpenedWithNothingInItIsNotToldAsASpare() {
    var recording = new Recording(1, 2).opens();
    Slot slot = recording.slots().getFirst();
    var reopen = new Step.Reopen(100);
    recording.tell(new Event.LaneStarted(slot, "taken out by someone else", ""));
    recording.tell(new Event.StepStarted(slot, reopen));
    recording.tell(new Event.StepEnded(slot, reopen, Duration.ofMillis(30), ""));
    recording.tell(new Event.LaneEnded(slot, "", Duration.ZERO));
    assertThat(plain(recording.entries()))
        .contains("open again, and empty: the next deploy fills it")
        .doesNotContain("spare");
  }

  @Test
  void whatOthersWroteCannotSteerTheTerminal() {
    var recording = new Recording(1, 1).opens();
    recording.tell(
        new Event.LaneFailed(
            recording.slots().getFirst(),
            new Problem("it failed", "it logged \033[2J\033]0;owned\007", "look")));
    assertThat(plain(recording.entries())).doesNotContain("\033").doesNotContain("\007");
  }

  @Test
  void theStoryAndTheAnswerAreToldApart() {
    var story = new ByteArrayOutputStream();
    var answer = new ByteArrayOutputStream();
    var view =
        new PlainView(
            new PrintStream(story, true, StandardCharsets.UTF_8),
            new PrintStream(answer, true, StandardCharsets.UTF_8),
            Palette.PLAIN,
            ReceiptText.Slots.SUMMARY);
    Recording.success().forEach(view::accept);
    assertThat(answer.toString(StandardCharsets.UTF_8)).startsWith("\ndone: every slot serves");
    assertThat(story.toString(StandardCharsets.UTF_8)).doesNotContain("done:");
  }

  @Test
  void withColourTheWordsAreTheSame() {
    var palette = new Palette(Palette.Ink.ANSI, Palette.Glyphs.ASCII);
    String coloured = plain(Recording.failure(), palette);
    assertThat(coloured).contains("\033[31m");
    assertThat(coloured.replaceAll("\033\\[[0-9]*m", ""))
        .isEqualTo(plain(Recording.failure(), Palette.PLAIN));
  }

  @Test
  void aReceiptForThoseWhoAskForMoreTellsEachSlotStepByStep() {
    var recording = new Recording(2, 2).opens();
    recording.slots().forEach(recording::rolls);
    Receipt receipt = recording.receipt(Receipt.Outcome.DONE, Optional.empty());
    Golden.matches(
        "receipt-each", ReceiptText.lines(receipt, ReceiptText.Slots.EACH, Palette.PLAIN));
  }

  @Test
  void neverSaysEverySlotWhereSomeWereLeftAlone() {
    assertThat(title(new Receipt.Reach(27, 24, 3, 0)))
        .isEqualTo("done: 24 of 27 slots serve pxapp 1.4.2; 3 left alone, see below");
    assertThat(title(new Receipt.Reach(27, 9, 0, 18)))
        .isEqualTo(
            "done: 9 of 27 slots serve pxapp 1.4.2; 18 on hosts that were not to be touched");
    assertThat(title(new Receipt.Reach(27, 27, 0, 0)))
        .isEqualTo("done: every slot serves pxapp 1.4.2");
  }

  private static String title(Receipt.Reach reach) {
    var receipt = new Recording(1, 1).receipt(Receipt.Outcome.DONE, Optional.empty(), reach);
    return ReceiptText.lines(receipt, ReceiptText.Slots.SUMMARY, Palette.PLAIN).get(1);
  }

  @Test
  void everyOutcomeHasItsOwnWords() {
    for (Receipt.Outcome outcome : Receipt.Outcome.values()) {
      var receipt = new Recording(1, 1).receipt(outcome, Optional.empty());
      assertThat(ReceiptText.lines(receipt, ReceiptText.Slots.SUMMARY, Palette.PLAIN).get(1))
          .as("%s", outcome)
          .contains("pxapp 1.4.2");
    }
  }

  @Test
  void durationsReadAsPeopleSayThem() {
    assertThat(Words.time(Duration.ofMillis(449))).isEqualTo("0.4 s");
    assertThat(Words.time(Duration.ofSeconds(125))).isEqualTo("2 min 05 s");
    assertThat(Words.time(Duration.ofMinutes(62))).isEqualTo("1 h 02 min");
  }

  private static String plain(List<Entry> entries) {
    return plain(entries, Palette.PLAIN);
  }

  private static String plain(List<Entry> entries, Palette palette) {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    var view = new PlainView(out, out, palette, ReceiptText.Slots.SUMMARY);
    entries.forEach(view::accept);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
