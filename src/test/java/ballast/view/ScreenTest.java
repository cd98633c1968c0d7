package ballast.view;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Progress;
import ballast.event.Recording;
import ballast.model.HostView;
import ballast.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenTest {
  private static final Palette UNICODE = new Palette(Palette.Ink.NONE, Palette.Glyphs.UNICODE);

  @Test
  void aRolloutThatSucceedsAt80By24() {
    Golden.matches("screen-success-80x24", film(Recording.success(), 80, 24, UNICODE));
  }

  @Test
  void aRolloutThatSucceedsAt120By40() {
    Golden.matches("screen-success-120x40", film(Recording.success(), 120, 40, UNICODE));
  }

  @Test
  void aRolloutThatSucceedsWithoutUnicode() {
    Golden.matches("screen-success-ascii", film(Recording.success(), 80, 24, Palette.PLAIN));
  }

  @Test
  void aRolloutThatFailsAndGoesBack() {
    Golden.matches("screen-failure-80x24", film(Recording.failure(), 80, 24, UNICODE));
    Golden.matches("screen-failure-120x40", film(Recording.failure(), 120, 40, UNICODE));
  }

  @Test
  void aRolloutThatIsStopped() {
    Golden.matches("screen-stopped-80x24", film(Recording.stopped(), 80, 24, UNICODE));
    Golden.matches("screen-stopped-120x40", film(Recording.stopped(), 120, 40, UNICODE));
  }

  @Test
  void aRolloutThatIsPausedSaysHowItGoesOn() {
    Golden.matches("screen-paused-80x24", film(Recording.paused(), 80, 24, UNICODE));
  }

  @Test
  void requestsInFlightAreShownOnlyAsLongAsTheLookAtThemIsNew() {
    var recording = new Recording(1, 3).opens();
    Progress progress = progress(recording.entries());
    assertThat(at(progress, Duration.ofSeconds(15))).contains("1.4.1 3 in flight");
    assertThat(at(progress, Duration.ofSeconds(16))).doesNotContain("in flight");

    var dark = new Problem("fe-1 is gone", "link lost", "look at it");
    recording.tell(
        new Event.HostSeen(new HostView.Unreachable(recording.hosts().getFirst(), dark)));
    assertThat(at(progress(recording.entries()), Duration.ZERO)).doesNotContain("in flight");
  }

  @Test
  void whatTheOldContainerHadInFlightIsNotShownOfTheNewOne() {
    var recording = new Recording(1, 1).opens().prepares();
    recording.rolls(recording.slots().getFirst());
    List<Entry> withoutTheLookAfterwards =
        recording.entries().stream()
            .filter(entry ->
                !(entry.event() instanceof Event.HostSeen) || entry.at().equals(Recording.START))
            .toList();
    assertThat(at(progress(withoutTheLookAfterwards), Duration.ofSeconds(8)))
        .contains("✓ 1.4.2")
        .doesNotContain("in flight");
  }

  private static Progress progress(List<Entry> entries) {
    Progress progress = Progress.NONE;
    for (Entry entry : entries) {
      progress = progress.after(entry);
    }
    return progress;
  }

  private static String at(Progress progress, Duration after) {
    return String.join(
        "\n", Screen.render(progress, Recording.START.plus(after), 120, 24, UNICODE));
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 30, 90})
  void manyHostsAreSummarised(int hosts) {
    var recording = new Recording(hosts, 3).opens().prepares();
    recording.slots().stream().limit(hosts / 2).forEach(recording::rolls);
    recording.slots().stream().skip(hosts / 2).limit(3).forEach(recording::begins);
    var problem = new Problem("fe-3 is gone", "link lost", "look at it");
    recording.tell(new Event.HostSeen(new HostView.Unreachable(recording.hosts().get(2), problem)));
    Golden.matches(
        "screen-%d-hosts".formatted(hosts), screen(recording.entries(), 80, 24, UNICODE));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 80, 120, 200})
  void noLineIsWiderThanTheTerminalAndTheStoryKeepsItsRoom(int width) {
    for (int hosts : List.of(1, 9, 30, 41, 200)) {
      for (int height : List.of(8, 24, 60)) {
        var recording = new Recording(hosts, 3).opens().prepares();
        recording.slots().stream().limit(3).forEach(recording::begins);
        assertThat(screen(recording.entries(), width, height, UNICODE))
            .hasSizeLessThanOrEqualTo(height - 4)
            .allMatch(line -> line.length() < width);
      }
    }
  }

  @Test
  void beforeTheFirstEventThereIsNothingToDraw() {
    assertThat(Screen.render(Progress.NONE, Recording.START, 80, 24, UNICODE)).isEmpty();
  }

  /// The screen at a few moments of a rollout.
  private static List<String> film(List<Entry> entries, int width, int height, Palette palette) {
    var frames = new ArrayList<String>();
    Progress progress = Progress.NONE;
    Instant next = Recording.START.plusSeconds(2);
    for (Entry entry : entries) {
      while (entry.at().isAfter(next)) {
        frame(frames, progress, next, width, height, palette);
        next = next.plus(Duration.ofMillis(5700));
      }
      progress = progress.after(entry);
    }
    frame(frames, progress, next, width, height, palette);
    return frames;
  }

  private static void frame(
      List<String> frames, Progress progress, Instant at, int width, int height, Palette palette) {
    frames.add("--- " + Duration.between(Recording.START, at).toMillis() + " ms");
    frames.addAll(Screen.render(progress, at, width, height, palette));
  }

  private static List<String> screen(List<Entry> entries, int width, int height, Palette palette) {
    Progress progress = Progress.NONE;
    for (Entry entry : entries) {
      progress = progress.after(entry);
    }
    return Screen.render(progress, progress.at(), width, height, palette);
  }
}
