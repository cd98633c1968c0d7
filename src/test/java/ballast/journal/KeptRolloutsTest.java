package ballast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.PastRollout;
import ballast.event.PastRollout.End;
import ballast.event.Receipt;
import ballast.event.Recording;
import ballast.journal.KeptRollouts.Found;
import ballast.model.LockHolder.LocalProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptRolloutsTest {
  private static final LocalProcess ME = new LocalProcess("boot/pids", 42, "1234");

  @TempDir Path folder;

  @Test
  void aRolloutIsKeptWithWhoAndHowItEnded() throws IOException {
    write("pxapp-1", Recording.failure());
    PastRollout one = kept().rollouts().getFirst();
    assertThat(one.id()).isEqualTo("pxapp-1");
    assertThat(one.version()).isEqualTo("1.4.2");
    assertThat(one.who()).contains("anna@laptop");
    assertThat(one.started()).isEqualTo(Recording.START);
    assertThat(one.receipt().map(Receipt::outcome)).contains(Receipt.Outcome.WENT_BACK);
  }

  @Test
  void aJournalThatBreaksOffEndedWithoutAWordUnlessItsProcessLives() throws IOException {
    List<Entry> whole = Recording.success();
    write("pxapp-1", whole.subList(0, whole.size() - 1));
    assertThat(kept().rollouts().getFirst().end()).isEqualTo(new End.WithoutAWord());
    assertThat(kept().rollouts().getFirst().took()).isPositive();
    assertThat(KeptRollouts.of(folder, "pxapp", ME::equals).rollouts().getFirst().end())
        .isEqualTo(new End.StillRuns());
  }

  @Test
  void aJournalTornWithinALineStillTellsHowItBegan() throws IOException {
    write("pxapp-1", Recording.success());
    Path file = folder.resolve("pxapp-1.jsonl");
    try (var torn = new RandomAccessFile(file.toFile(), "rw")) {
      torn.setLength(torn.length() - 40);
    }
    assertThat(kept().rollouts().getFirst().end()).isEqualTo(new End.WithoutAWord());
    assertThat(kept().passedOver()).isEmpty();
  }

  @Test
  void damagedAndOversizedJournalsAreToldAndPassedOver() throws IOException {
    write("pxapp-1", Recording.success());
    Files.writeString(folder.resolve("words.jsonl"), "nonsense\n\n{}\n[]\n");
    Files.write(folder.resolve("bytes.jsonl"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, '\n'});
    Files.writeString(folder.resolve("empty.jsonl"), "");
    Files.createDirectory(folder.resolve("folder.jsonl"));
    try (var huge = new RandomAccessFile(folder.resolve("huge.jsonl").toFile(), "rw")) {
      huge.setLength(JournalFile.MOST_BYTES + 1);
    }
    assertThat(kept().rollouts()).extracting(PastRollout::id).containsExactly("pxapp-1");
    assertThat(kept().passedOver())
        .extracting(problem -> problem.what().split(" ")[2])
        .containsExactlyInAnyOrder(
            "words.jsonl", "bytes.jsonl", "empty.jsonl", "folder.jsonl", "huge.jsonl");
  }

  @Test
  void theNewestComesFirstAndOtherServicesAreNotShown() throws IOException {
    List<Entry> early = Recording.success();
    write("pxapp-1", early);
    write("pxapp-2", early.stream().map(entry -> later(entry, 3600)).toList());
    var another = new Event.RolloutStarted("shop-1", "shop", "7", 0, 0);
    write("shop-1", List.of(new Entry(1, Recording.START, another)));
    assertThat(kept().rollouts()).extracting(PastRollout::id).containsExactly("pxapp-2", "pxapp-1");
  }

  @Test
  void anIdItsBeginningItsTimeAndLastAreFound() throws IOException {
    for (String id :
        List.of("pxapp-20261122-101500", "pxapp-20261122-101500-b", "pxapp-20261123-080000")) {
      write(id, Recording.success());
    }
    KeptRollouts kept = kept();
    assertThat(found(kept, "pxapp-20261122-101500")).isEqualTo("pxapp-20261122-101500");
    assertThat(found(kept, "pxapp-20261123")).isEqualTo("pxapp-20261123-080000");
    assertThat(found(kept, "20261123")).isEqualTo("pxapp-20261123-080000");
    assertThat(found(kept, "last")).isEqualTo(kept.rollouts().getFirst().id());
    assertThat(kept.find("pxapp-20261122")).isInstanceOf(Found.Several.class);
    assertThat(kept.find("1")).isInstanceOf(Found.None.class);
    assertThat(new KeptRollouts(List.of(), List.of()).find("last")).isInstanceOf(Found.None.class);
  }

  @Test
  void theNewestOfEachServiceAreKeptAndTheOthersGoWhenARolloutBegins() throws IOException {
    for (int i = 0; i < KeptRollouts.MOST_KEPT + 5; i++) {
      Path file = folder.resolve("pxapp-20261122-%06d.jsonl".formatted(i));
      Files.writeString(file, "");
      Files.setLastModifiedTime(file, FileTime.from(Recording.START.plusSeconds(i)));
    }
    Path other = Files.writeString(folder.resolve("shop-20201122-000000.jsonl"), "");
    Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));
    write("pxapp-20261123-000000", Recording.success());
    assertThat(folder.resolve("pxapp-20261123-000000.jsonl")).exists();
    assertThat(folder.resolve("pxapp-20261122-000005.jsonl")).doesNotExist();
    assertThat(folder.resolve("pxapp-20261122-000006.jsonl")).exists();
    assertThat(other).exists();
  }

  @Test
  void cleaningUpFailsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("no-folder"), "");
    KeptRollouts.clean(file);
    KeptRollouts.clean(folder.resolve("nowhere"));
    // A folder that is not empty cannot be removed like a file.
    for (int i = 0; i <= KeptRollouts.MOST_KEPT; i++) {
      Path full = Files.createDirectory(folder.resolve("pxapp-20261122-%06d.jsonl".formatted(i)));
      Files.writeString(full.resolve("x"), "");
    }
    KeptRollouts.clean(folder);
  }

  private KeptRollouts kept() throws IOException {
    return KeptRollouts.of(folder, "pxapp", _ -> false);
  }

  private static String found(KeptRollouts kept, String wanted) {
    return kept.find(wanted) instanceof Found.One(var one) ? one.id() : "";
  }

  private static Entry later(Entry entry, long seconds) {
    return new Entry(entry.sequence(), entry.at().plusSeconds(seconds), entry.event());
  }

  private void write(String id, List<Entry> entries) {
    try (var journal = JsonLinesJournal.open(folder, id, "anna@laptop", Optional.of(ME), _ -> {})) {
      entries.forEach(journal::accept);
    }
  }
}
