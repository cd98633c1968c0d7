package ballast.view;

import static ballast.event.Recording.NEW;
import static ballast.event.Recording.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Recording;
import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Berth.Place;
import ballast.model.Berth.State;
import ballast.model.Counters;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Load;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.ServerView.Condition;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Start;
import ballast.view.WhyText.Death;
import ballast.view.WhyText.Facts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhyTextTest {
  private static final Slot SLOT = new Slot(new Host("fe-2"), 1);
  private static final Facts NOTHING_MORE =
      new Facts(Optional.empty(), Optional.empty(), Optional.empty(), Recording.START);

  @Test
  void aDrainIsToldWithRequestsTheirAgeAndItsDeadline() {
    SlotView view = draining();
    assertThat(WhyText.sentence(view, facts(new Load(2, age(41), age(41)), 19)))
        .isEqualTo("fe-2/1 is draining: 2 requests, oldest 41 s, deadline in 19 s");
    assertThat(WhyText.sentence(view, facts(new Load(1, Optional.empty(), age(41)), -5)))
        .isEqualTo("fe-2/1 is draining: 1 request, past its deadline since 5 s");
    assertThat(WhyText.sentence(view, NOTHING_MORE)).isEqualTo("fe-2/1 is draining: 1 request");
  }

  @Test
  void aContainerThatEndedIsToldWithItsCodeAndItsRestarts() {
    SlotView view = slot(Admission.READY, Condition.DOWN, holder(State.EXITED));
    var death = new Death(Optional.of(137), 4, "");
    assertThat(WhyText.sentence(view, facts(new Load(0, Optional.empty(), age(200)), death)))
        .isEqualTo(
            "fe-2/1 is out for 3 min: its container of 1.4.1 ended with code 137, 4 restarts");
    assertThat(WhyText.sentence(view, NOTHING_MORE))
        .isEqualTo("fe-2/1 is out: its container of 1.4.1 does not run");
  }

  @Test
  void aForeignHandIsToldWithTheWayToGiveItBack() {
    assertThat(
            WhyText.sentence(
                slot(Admission.MAINT, Condition.DOWN, holder(State.RUNNING)),
                facts(new Load(0, Optional.empty(), age(300)), 0)))
        .isEqualTo(
            "fe-2/1 was taken out by someone else (maint) 5 min ago, 1 request; ballast ready fe-2/1 gives it back");
  }

  @Test
  void anEmptySlotThatSomeoneElseHasOutIsToldWithTheWayToGiveItBack() {
    assertThat(words(Admission.DRAIN, Condition.DOWN))
        .contains("taken out by someone else (drain)", "once its server is ready in HAProxy");
  }

  @Test
  void aSlotThatIsNewIsToldAsEmptyAndNotAsTakenOut() {
    var server =
        new ServerView(
            "pxapp-1",
            Admission.MAINT,
            Start.CLOSED,
            Condition.DOWN,
            100,
            100,
            0,
            0,
            "",
            Counters.NONE);
    assertThat(WhyText.sentence(new SlotView(SLOT, List.of(), server), NOTHING_MORE))
        .isEqualTo(
            "fe-2/1 is empty: no container has it yet, and HAProxy sends it nothing until one serves; ballast deploy gives it one");
  }

  @Test
  void aSlotThatServesSaysWhatAndSinceWhen() {
    assertThat(
            WhyText.sentence(
                slot(Admission.READY, Condition.UP, holder(State.RUNNING)),
                facts(new Load(1, Optional.empty(), age(3 * 3600)), 0)))
        .isEqualTo("fe-2/1 serves 1.4.1 since 3 h, 1 session");
  }

  @Test
  void everyOtherWayToBeOutHasItsOwnWords() {
    assertThat(words(Admission.READY, Condition.DOWN)).contains("no container has it");
    assertThat(words(Admission.READY, Condition.DOWN, holder(State.RUNNING)))
        .contains("its container of 1.4.1 runs, but HAProxy's check says L4CON");
    assertThat(
            words(
                Admission.MAINT,
                Condition.DOWN,
                Recording.berth(NEW, Place.NEXT, State.CREATED),
                Recording.berth(OLD, Place.LAST, State.EXITED)))
        .contains("1.4.1 was stopped, and nothing was started in its place yet");
    assertThat(
            words(
                Admission.DRAIN,
                Condition.DOWN,
                Recording.holder(NEW, State.RUNNING),
                Recording.berth(OLD, Place.LAST, State.EXITED)))
        .contains("1.4.2 was started in it and is not proven, HAProxy's check says L4CON");
    assertThat(
            words(
                Admission.DRAIN,
                Condition.DOWN,
                Recording.holder(NEW, State.EXITED),
                Recording.berth(OLD, Place.LAST, State.EXITED)))
        .contains("it was handed over to 1.4.2, which does not run");
    assertThat(
            words(
                Admission.READY,
                Condition.UP,
                Recording.holder(NEW, State.RUNNING),
                Recording.berth(OLD, Place.LAST, State.EXITED)))
        .contains("serves 1.4.2", "its hand-over was not finished");
  }

  @Test
  void aHostThatCannotBeReadSaysWhy() {
    var problem = new Problem("fe-3 cannot be reached", "no route to host", "look at it");
    assertThat(WhyText.sentence(new HostView.Unreachable(new Host("fe-3"), problem)))
        .startsWith("fe-3 could not be read, its slots count as out: ")
        .contains("no route to host");
  }

  private static String words(Admission admission, Condition up, Berth... berths) {
    return WhyText.sentence(slot(admission, up, berths), NOTHING_MORE);
  }

  private static SlotView draining() {
    return slot(
        Admission.DRAIN,
        Condition.UP,
        Recording.berth(NEW, Place.NEXT, State.CREATED),
        holder(State.RUNNING));
  }

  private static Berth holder(State state) {
    return Recording.holder(OLD, state);
  }

  private static SlotView slot(Admission admission, Condition up, Berth... berths) {
    return new SlotView(SLOT, List.of(berths), Recording.server(SLOT, admission, up));
  }

  private static Facts facts(Load load, long secondsLeft) {
    return new Facts(
        Optional.of(load),
        Optional.empty(),
        Optional.of(Recording.START.plusSeconds(secondsLeft)),
        Recording.START);
  }

  private static Facts facts(Load load, Death death) {
    return new Facts(Optional.of(load), Optional.of(death), Optional.empty(), Recording.START);
  }

  private static Optional<Duration> age(long seconds) {
    return Optional.of(Duration.ofSeconds(seconds));
  }
}
