package ballast.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Recording;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveViewTest {
  private final ByteArrayOutputStream story = new ByteArrayOutputStream();
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private final AtomicReference<Instant> now = new AtomicReference<>(Recording.START);

  @ParameterizedTest
  @CsvSource({"80, 24, 3", "120, 40, 3", "80, 24, 30", "80, 24, 90", "40, 10, 9", "80, 12, 9"})
  void noLineOfTheStoryIsEverDrawnOver(int columns, int rows, int hosts) {
    List<Entry> entries = new ArrayList<>(rollout(hosts));
    var size = new TerminalSize(columns, rows);
    var terminal = play(entries, size, Every.EVENT);
    List<String> told = storyOf(entries);
    assertThat(terminal.everything()).containsSubsequence(wrapped(told, columns));
    assertThat(terminal.cursorShown()).isTrue();
    assertThat(terminal.wraps()).isTrue();
  }

  @Test
  void aBurstBetweenTwoDrawingsLosesNoLine() {
    List<Entry> entries = rollout(9);
    var terminal = play(entries, new TerminalSize(120, 24), Every.FIFTIETH_EVENT);
    assertThat(terminal.everything()).containsSubsequence(wrapped(storyOf(entries), 120));
  }

  @Test
  void theBlockIsThereOnceHoweverOftenItIsDrawn() {
    var terminal = play(Recording.success(), new TerminalSize(80, 24), Every.EVENT);
    assertThat(terminal.everything().stream().filter(line -> line.startsWith("pxapp to")))
        .hasSize(1);
  }

  @Test
  void secondsCountOnWhileNothingHappens() {
    LiveView view = view(new TerminalSize(80, 24));
    var recording = new Recording(2, 2).opens();
    recording.begins(recording.slots().getFirst()).entries().forEach(view::accept);
    now.set(Recording.START.plusSeconds(7));
    view.draw();
    assertThat(shown(new TerminalSize(80, 24)).visible())
        .anyMatch(line -> line.startsWith("fe-1  v 1.4.1 drains 7.0 s"));
    view.close();
  }

  @Test
  void anAbortedViewGivesTheCursorBackAndTellsOn() {
    var size = new TerminalSize(80, 24);
    LiveView view = view(size);
    List<Entry> entries = Recording.failure();
    entries.subList(0, 30).forEach(view::accept);
    view.draw();
    assertThat(shown(size).cursorShown()).isFalse();
    view.close();
    view.close();
    assertThat(shown(size).cursorShown()).isTrue();
    int drawn = story.size();
    view.accept(new Entry(99, Recording.START.plusSeconds(9), new Event.StopAsked()));
    assertThat(story.toString(StandardCharsets.UTF_8).substring(drawn))
        .startsWith("[   9.0s] stop asked")
        .doesNotContain("\033");
  }

  @Test
  void theTickerDrawsByItselfAndStopsWhenClosed() throws InterruptedException {
    LiveView view = view(new TerminalSize(80, 24)).start();
    new Recording(2, 2).opens().entries().forEach(view::accept);
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> story.toString(StandardCharsets.UTF_8).contains("out 0 of at most 1"));
    view.close();
    int drawn = story.size();
    await().pollDelay(Duration.ofMillis(300)).until(() -> story.size() == drawn);
  }

  @Test
  void theReceiptIsTheAnswer() {
    play(Recording.success(), new TerminalSize(80, 24), Every.EVENT);
    assertThat(answer.toString(StandardCharsets.UTF_8)).startsWith("\ndone: every slot serves");
  }

  @Test
  void theSizeIsTheUsersThenTheTerminalsThenTheUsualOne() {
    assertThat(TerminalSize.choose(java.util.Map.of("COLUMNS", "100"), "50 200"))
        .isEqualTo(new TerminalSize(100, 50));
    assertThat(TerminalSize.choose(java.util.Map.of(), "0 0")).isEqualTo(new TerminalSize(80, 24));
    assertThat(TerminalSize.choose(java.util.Map.of(), "")).isEqualTo(new TerminalSize(80, 24));
  }

  private enum Every {
    EVENT,
    FIFTIETH_EVENT
  }

  private static List<Entry> rollout(int hosts) {
    var recording = new Recording(hosts, 3).opens().prepares();
    recording.slots().stream().limit(40).forEach(recording::rolls);
    recording.tell(new Event.Noticed("a note that is longer than a line ".repeat(5).strip()));
    return recording.ends(ballast.event.Receipt.Outcome.DONE, java.util.Optional.empty()).entries();
  }

  private LiveView view(TerminalSize size) {
    return new LiveView(
        new PrintStream(story, true, StandardCharsets.UTF_8),
        new PrintStream(answer, true, StandardCharsets.UTF_8),
        now::get,
        new LiveView.Look(size, Palette.PLAIN, Telling.HEADLINES, ReceiptText.Slots.SUMMARY));
  }

  private ScreenTerminal play(List<Entry> entries, TerminalSize size, Every every) {
    LiveView view = view(size);
    for (Entry entry : entries) {
      now.set(entry.at());
      view.accept(entry);
      if (every == Every.EVENT || entry.sequence() % 50 == 0) {
        view.draw();
      }
    }
    return shown(size);
  }

  private ScreenTerminal shown(TerminalSize size) {
    var terminal = new ScreenTerminal(size.columns(), size.rows());
    terminal.write(story.toString(StandardCharsets.UTF_8));
    return terminal;
  }

  private static List<String> storyOf(List<Entry> entries) {
    var chronicle = new Chronicle(Telling.HEADLINES, Palette.PLAIN);
    return entries.stream().flatMap(entry -> chronicle.lines(entry).stream()).toList();
  }

  private static List<String> wrapped(List<String> lines, int columns) {
    var rows = new ArrayList<String>();
    for (String line : lines) {
      for (int at = 0; at < line.length(); at += columns) {
        rows.add(line.substring(at, Math.min(line.length(), at + columns)).stripTrailing());
      }
    }
    return rows;
  }
}
