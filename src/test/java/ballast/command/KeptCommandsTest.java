package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.event.Entry;
import ballast.event.Recording;
import ballast.journal.JsonLinesJournal;
import ballast.rollout.Signal;
import ballast.sim.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptCommandsTest {
  @TempDir Path place;
  private Path folder;
  private final Simulation time = new Simulation(1);
  private final Signal stop = new Signal();
  private final Screen screen = new Screen();

  @BeforeEach
  void aProject() throws IOException {
    folder = place.resolve("state");
    Screen.writeProject(place);
  }

  @Test
  void historyShowsWhatIsKeptAndTellsWhatItPassesOver() throws Exception {
    keep("pxapp-20261122-101500", Recording.success());
    Files.writeString(folder.resolve("broken.jsonl"), "nonsense");
    assertThat(history(Command.Output.AUTO)).isEqualTo(Exit.DONE);
    assertThat(screen.out()).contains("pxapp-20261122-101500", "1.4.2", "done", "anna@laptop");
    assertThat(screen.err()).contains("broken.jsonl is passed over");
  }

  @Test
  void historyForProgramsIsOneObject() throws Exception {
    keep("pxapp-20261122-101500", Recording.failure());
    history(Command.Output.JSON);
    assertThat(screen.out()).startsWith("{\"service\":\"pxapp\",\"rollouts\":[{\"id\":");
    assertThat(screen.out()).contains("\"outcome\":\"went_back\"").hasLineCount(1);
  }

  @Test
  void aReplayTellsWhatWasToldThen() throws Exception {
    keep("pxapp-20261122-101500", Recording.failure());
    assertThat(replay("last", OptionalInt.empty())).isEqualTo(Exit.DONE);
    assertThat(screen.err()).contains("rolling pxapp to 1.4.2", "going back", "fe-2/1");
    assertThat(screen.out()).contains("failed and went back", "answered");
  }

  @Test
  void aReplayOfARolloutThatBrokeOffSaysSo() throws Exception {
    List<Entry> whole = Recording.success();
    keep("pxapp-20261122-101500", whole.subList(0, whole.size() / 2));
    replay("pxapp-2026", OptionalInt.of(0));
    assertThat(screen.err()).contains("ended without a word", "next: ballast status");
  }

  @Test
  void aDamagedLineIsToldAndTheRestIsShown() throws Exception {
    keep("pxapp-20261122-101500", Recording.success());
    Path file = folder.resolve("pxapp-20261122-101500.jsonl");
    var lines = new java.util.ArrayList<>(Files.readAllLines(file));
    lines.add(4, "nonsense");
    Files.write(file, lines);
    replay("last", OptionalInt.empty());
    assertThat(screen.err()).contains("1 of the journal's lines", "line 5 the first");
    assertThat(screen.out()).contains("done: every slot serves");
  }

  @Test
  void aReplayGoesAsFastAsAskedAndSitsOutNoQuietHour() throws Exception {
    keep("pxapp-20261122-101500", Recording.success());
    var before = time.now();
    replay("last", OptionalInt.of(10));
    assertThat(Duration.between(before, time.now()))
        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    List<Entry> quiet =
        Recording.success().stream()
            .map(entry ->
                entry.sequence() < 20
                    ? entry
                    : new Entry(entry.sequence(), entry.at().plusSeconds(36_000), entry.event()))
            .toList();
    keep("pxapp-20261123-101500", quiet);
    before = time.now();
    replay("20261123", OptionalInt.of(10));
    assertThat(Duration.between(before, time.now())).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aReplayThatIsStoppedSaysSo() throws Exception {
    keep("pxapp-20261122-101500", Recording.success());
    time.later(Duration.ofSeconds(5), stop::stop);
    assertThat(replay("last", OptionalInt.of(1))).isEqualTo(Exit.DONE);
    assertThat(screen.err()).contains("the replay was stopped before its end");
    assertThat(screen.out()).isEmpty();
  }

  @Test
  void anUnknownRolloutIsAnsweredWithTheMostRecentOnes() {
    keep("pxapp-20261122-101500", Recording.success());
    assertThatThrownBy(() -> replay("pxapp-2025", OptionalInt.empty()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("the most recent: pxapp-20261122-101500");
  }

  @Test
  void anAmbiguousBeginningNamesThoseItCouldMean() {
    keep("pxapp-20261122-101500", Recording.success());
    keep("pxapp-20261122-111500", Recording.success());
    assertThatThrownBy(() -> replay("pxapp-20261122", OptionalInt.empty()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("pxapp-20261122-111500, pxapp-20261122-101500");
  }

  private Exit history(Command.Output output) throws Failure {
    return new HistoryList(screen.terminal(), folder)
        .run(new Command.History(Screen.common(place, output)));
  }

  private Exit replay(String id, OptionalInt speed) throws Failure, InterruptedException {
    return new Replay(screen.terminal(), time, stop, folder)
        .run(new Command.Replay(Screen.common(place, Command.Output.AUTO), id, speed));
  }

  private void keep(String id, List<Entry> entries) {
    try (var journal =
        JsonLinesJournal.open(folder, id, "anna@laptop", Optional.empty(), _ -> {})) {
      entries.forEach(journal::accept);
    }
  }
}
