package ballast.program;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.program.Program.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is promised of every program that others wrote.
class ProgramTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final int FEW_BYTES = 100;

  @TempDir Path folder;

  private static Program shell(String script, Duration deadline) {
    return new Program(List.of("sh", "-c", script), deadline, FEW_BYTES);
  }

  private Ending.Exited exited(String script, String input) throws InterruptedException {
    return (Ending.Exited) shell(script, LONG).in(folder).with(Map.of("WORD", "known")).run(input);
  }

  @Test
  void whatItSaysAndHowItEndedIsTold() throws InterruptedException {
    Ending.Exited ended = exited("cat; echo complaint >&2; exit 3", "told");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.output().text()).isEqualTo("told");
    assertThat(ended.complaint()).isEqualTo("complaint");
  }

  @Test
  void itRunsInItsFolderWithItsVariablesAndThoseOfThisProcess()
      throws IOException, InterruptedException {
    assertThat(exited("echo $WORD; pwd; test -n \"$PATH\"", "").output().text())
        .isEqualTo("known\n" + folder.toRealPath() + "\n");
  }

  @Test
  void itNeedNotReadWhatItIsTold() throws InterruptedException {
    assertThat(exited("exec <&-; echo deaf", "x".repeat(1 << 20)).output().text())
        .isEqualTo("deaf\n");
  }

  @Test
  void oneThatIsNotThereIsToldWithoutItsArguments() throws InterruptedException {
    Ending ended = new Program(List.of("no-such-program", "s3cret"), LONG, FEW_BYTES).run("");
    assertThat(ended).isInstanceOf(Ending.NotStarted.class);
    assertThat(ended.toString()).contains("No such file").doesNotContain("s3cret");
  }

  @Test
  void whatItSaysIsInNoTextOfItsEnding() throws InterruptedException {
    assertThat(exited("echo s3cret", "").toString()).doesNotContain("s3cret");
  }

  @Test
  void atItsDeadlineItIsEndedWithAllThatItStartedAndItsComplaintIsKept()
      throws IOException, InterruptedException {
    Ending ended =
        shell("echo slow >&2; sleep 60 & echo $! >child; wait", SHORT).in(folder).run("");
    assertThat(ended).isEqualTo(new Ending.TooSlow("slow"));
    long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
    Awaitility.await()
        .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void oneThatSaysTooMuchIsEndedThoughItWouldGoOn() throws InterruptedException {
    long began = System.nanoTime();
    assertThat(shell("yes", LONG).run("")).isEqualTo(new Ending.TooLong());
    assertThat(shell("head -c 101 /dev/zero", LONG).run("")).isEqualTo(new Ending.TooLong());
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG);
    assertThat(shell("head -c 100 /dev/zero", LONG).run("")).isInstanceOf(Ending.Exited.class);
  }

  @Test
  void oneThatComplainsWithoutEndIsNotStoppedByAFullPipe() throws InterruptedException {
    Ending.Exited ended = exited("head -c 1000000 /dev/zero | tr '\\0' x >&2; echo done", "");
    assertThat(ended.output().text()).isEqualTo("done\n");
    assertThat(ended.complaint()).hasSize(Program.MOST_COMPLAINT_BYTES);
  }

  @Test
  void oneWhoseOutputSomethingElseHoldsIsNotWaitedForUntilItsDeadline()
      throws InterruptedException {
    // Of one that ends before anybody reads, Java takes what is there and waits for no more.
    assertThat(shell("setsid sleep 5 & sleep 0.5; exit 0", LONG).run(""))
        .isEqualTo(new Ending.Held());
  }
}
