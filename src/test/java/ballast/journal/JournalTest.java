package ballast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.event.Entry;
import ballast.event.Recording;
import ballast.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;
  private final List<Problem> troubles = new ArrayList<>();

  @Test
  void whatIsWorthKeepingIsReadBackAsItWas() throws IOException {
    write("a", Recording.failure());
    assertThat(JournalReader.read(folder, "a"))
        .isEqualTo(
            Recording.failure().stream().filter(entry -> !entry.event().ephemeral()).toList());
    assertThat(troubles).isEmpty();
  }

  @Test
  void eachEventIsInTheFileAsSoonAsItIsTold() throws IOException {
    try (var journal = JsonLinesJournal.open(folder.resolve("new"), "a", troubles::add)) {
      journal.accept(Recording.success().getFirst());
      assertThat(Files.readAllLines(journal.file())).hasSize(1);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldOnceAndTheRolloutGoesOn() throws IOException {
    Path file = Files.writeString(folder.resolve("a-file"), "");
    try (var journal = JsonLinesJournal.open(file, "a", troubles::add)) {
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
    int whole = JournalReader.read(folder, "a").size();
    Files.writeString(
        folder.resolve("a.jsonl"), "{\"sequence\":99,\"at\":\"20", StandardOpenOption.APPEND);
    assertThat(JournalReader.read(folder, "a")).hasSize(whole);
  }

  @Test
  void aLineInTheMiddleThatIsNoEventIsAnError() throws IOException {
    Files.writeString(folder.resolve("a.jsonl"), "nonsense\n{}\n");
    assertThatThrownBy(() -> JournalReader.read(folder, "a"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.jsonl:1");
  }

  @Test
  void anIdCannotNameAFileElsewhere() {
    assertThatThrownBy(() -> JournalReader.read(folder, "../secrets"))
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
    try (var journal = JsonLinesJournal.open(folder, id, troubles::add)) {
      entries.forEach(journal::accept);
    }
  }
}
