package ballast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.event.Entry;
import ballast.event.Recording;
import ballast.model.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;
  private final List<Problem> troubles = new ArrayList<>();

  @Test
  void whatIsWorthKeepingIsReadBackAsItWas() throws IOException {
    write("a", Recording.failure());
    assertThat(new JournalTail(folder, "a").more().entries())
        .isEqualTo(
            Recording.failure().stream().filter(entry -> !entry.event().ephemeral()).toList());
    assertThat(troubles).isEmpty();
  }

  @Test
  void eachEventIsInTheFileAsSoonAsItIsTold() throws IOException {
    try (var journal = open(folder.resolve("new"), "a")) {
      journal.accept(Recording.success().getFirst());
      assertThat(Files.readAllLines(journal.file()).getLast()).contains("rollout_started");
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldOnceAndTheRolloutGoesOn() throws IOException {
    Path file = Files.writeString(folder.resolve("a-file"), "");
    try (var journal = open(file, "a")) {
      Recording.success().forEach(journal::accept);
    }
    assertThat(troubles).hasSize(1);
    assertThat(troubles.getFirst().what()).contains("goes on without it");
  }

  @Test
  void aFullDiskIsToldOnceAndTheRolloutGoesOn() throws IOException {
    // Every write to /dev/full fails as on a full disk.
    Files.createSymbolicLink(folder.resolve("a.jsonl"), Path.of("/dev/full"));
    write("a", Recording.success());
    Files.delete(folder.resolve("a.jsonl"));
    assertThat(troubles).hasSize(1);
    assertThat(troubles.getFirst().why()).contains("No space left");
  }

  @Test
  void aLineTornOffByACrashIsLeftOut() throws IOException {
    write("a", Recording.success());
    int whole = new JournalTail(folder, "a").more().entries().size();
    append("a", "{\"sequence\":99,\"at\":\"20");
    JournalTail.More more = new JournalTail(folder, "a").more();
    assertThat(more.entries()).hasSize(whole);
    assertThat(more.torn()).isTrue();
  }

  @Test
  void aLineInTheMiddleThatIsNoEventIsToldWithItsNumberAndPassedOver() throws IOException {
    write("a", Recording.success());
    int whole = new JournalTail(folder, "a").more().entries().size();
    List<String> lines = new ArrayList<>(Files.readAllLines(file("a")));
    lines.add(2, "nonsense");
    lines.add(5, "{\"event\":\"lane_started\",\"sequence\":\"x\",\"at\":[]}");
    Files.write(file("a"), lines);
    JournalTail.More more = new JournalTail(folder, "a").more();
    assertThat(more.entries()).hasSize(whole);
    assertThat(more.unreadable()).containsExactly(3, 6);
  }

  @Test
  void anEventOfALaterVersionIsNoMistake() throws IOException {
    write("a", Recording.success());
    append("a", "{\"sequence\":999,\"event\":\"moon_landed\"}\n");
    assertThat(new JournalTail(folder, "a").more().unreadable()).isEmpty();
  }

  @Test
  void aFileThatGrowsIsReadOnFromWhereItWas() throws IOException {
    var tail = new JournalTail(folder, "a");
    assertThat(tail.more().entries()).as("not there yet").isEmpty();
    try (var journal = open(folder, "a")) {
      List<Entry> kept = kept(Recording.success());
      kept.subList(0, 5).forEach(journal::accept);
      assertThat(tail.more().entries()).isEqualTo(kept.subList(0, 5));
      assertThat(tail.more().entries()).isEmpty();
      kept.subList(5, 9).forEach(journal::accept);
      assertThat(tail.more().entries()).isEqualTo(kept.subList(5, 9));
    }
  }

  @Test
  void halfALineIsTakenWhenItsOtherHalfHasCome() throws IOException {
    write("whole", Recording.success());
    byte[] bytes = Files.readAllBytes(file("whole"));
    var tail = new JournalTail(folder, "a");
    var entries = new ArrayList<Entry>();
    for (int from = 0; from < bytes.length; from += 97) {
      Files.write(
          file("a"),
          java.util.Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 97)),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      entries.addAll(tail.more().entries());
    }
    assertThat(entries).isEqualTo(kept(Recording.success()));
  }

  @Test
  void aReplacedFileIsReadAnewAndNothingIsToldTwice() throws IOException {
    List<Entry> kept = kept(Recording.success());
    write("a", kept.subList(0, 6));
    var tail = new JournalTail(folder, "a");
    tail.more();
    write("b", kept);
    Files.move(file("b"), file("a"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(tail.more().entries()).isEqualTo(kept.subList(6, kept.size()));
  }

  @Test
  void whatIsTooLargeForAJournalIsNotRead() throws IOException {
    try (var file = new RandomAccessFile(file("a").toFile(), "rw")) {
      file.setLength(JournalFile.MOST_BYTES + 1);
    }
    assertThatThrownBy(() -> new JournalTail(folder, "a").more())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no journal has more than");
  }

  @Test
  void anIdCannotNameAFileElsewhere() {
    assertThatThrownBy(() -> new JournalTail(folder, "../secrets"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTypicalSlotIsTheMedianOfTheLastRolloutThatSucceeded() throws IOException {
    write("a", Recording.success());
    write("b", Recording.failure());
    Files.setLastModifiedTime(
        folder.resolve("b.jsonl"), FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(TypicalSlot.of(folder, "pxapp")).contains(Duration.ofMillis(3220));
  }

  @Test
  void withoutAnEarlierRolloutOfTheServiceNoSlotIsTypical() throws IOException {
    write("a", Recording.success());
    Files.writeString(folder.resolve("b.jsonl"), "nonsense\n\n");
    assertThat(TypicalSlot.of(folder, "another")).isEmpty();
    assertThat(TypicalSlot.of(folder.resolve("nowhere"), "pxapp")).isEmpty();
  }

  private void write(String id, List<Entry> entries) {
    try (var journal = open(folder, id)) {
      entries.forEach(journal::accept);
    }
  }

  private void append(String id, String text) throws IOException {
    Files.writeString(file(id), text, StandardOpenOption.APPEND);
  }

  private Path file(String id) {
    return folder.resolve(id + ".jsonl");
  }

  private static List<Entry> kept(List<Entry> told) {
    return told.stream().filter(entry -> !entry.event().ephemeral()).toList();
  }

  private JsonLinesJournal open(Path where, String id) {
    return JsonLinesJournal.open(where, id, "anna@laptop", Optional.empty(), troubles::add);
  }
}
