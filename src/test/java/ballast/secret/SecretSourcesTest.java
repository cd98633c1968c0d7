package ballast.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.model.Secret;
import ballast.model.SecretSource;
import ballast.secret.Sources.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretSourcesTest {
  private static final String CANARY = "canary-hunter2";

  @TempDir Path folder;
  private Machine machine;

  @BeforeEach
  void begin() {
    machine = new Machine(folder);
  }

  @Test
  void aVariableAFileAndACommandGiveWhatTheyHold() throws Exception {
    machine.write("db", "  two words\n");
    Sources sources = machine.sources(Map.of("DB", CANARY), Machine.PATIENT);
    assertThat(sources.read(new SecretSource.Variable("DB"))).isEqualTo(found(CANARY));
    assertThat(sources.read(new SecretSource.InFile(Path.of("~/db"))))
        .as("a file byte by byte")
        .isEqualTo(found("  two words\n"));
    assertThat(sources.read(output("printf", CANARY + "\n")))
        .as("a command's output as $(...) has it")
        .isEqualTo(found(CANARY));
  }

  @Test
  void whatIsNotThereOrEmptyIsToldWithWhatHelps() throws Exception {
    machine.write("empty", "");
    Sources sources = machine.sources(Map.of("NOTHING", ""), Machine.PATIENT);
    assertThat(why(sources, new SecretSource.Variable("DB"))).contains("not set");
    assertThat(why(sources, new SecretSource.Variable("NOTHING"))).contains("empty");
    assertThat(why(sources, new SecretSource.InFile(folder.resolve("none"))))
        .contains("no such file");
    assertThat(why(sources, new SecretSource.InFile(folder.resolve("empty")))).contains("empty");
    assertThat(why(sources, new SecretSource.InFile(folder))).contains("no regular file");
    assertThat(why(sources, output("true"))).contains("empty");
    assertThat(why(sources, output("no-such-program-here"))).contains("No such file");
  }

  @Test
  void aPipeThatNobodyWritesToIsNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(why(machine.sources(Map.of(), Machine.PATIENT), new SecretSource.InFile(pipe)))
        .contains("no regular file");
  }

  @Test
  void aFailedCommandIsToldInItsOwnWordsWithoutWhatItSaid() throws Exception {
    Path script =
        machine.script(
            "fails", "echo %s; echo 'vault is sealed: %s' >&2; exit 3".formatted(CANARY, CANARY));
    String why = why(machine.sources(Map.of(), Machine.PATIENT), output(script.toString()));
    assertThat(why).contains("exit code 3").contains("vault is sealed").doesNotContain(CANARY);
  }

  @Test
  void aCommandThatHangsEndsAndSoDoesAllThatItStarted() throws Exception {
    Path script = machine.script("hangs", "sleep 4321 & sleep 4321");
    String why = why(machine.sources(Map.of(), Machine.HASTY), output(script.toString()));
    assertThat(why).contains("did not end within");
    // A process that was killed is there until the system has put it away.
    await()
        .untilAsserted(() ->
            assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .noneSatisfy(
                    left -> assertThat(left.info().commandLine().orElse("")).contains("4321")));
  }

  @Test
  void whatIsTooLongIsRefusedWhereverItComesFrom() throws Exception {
    Path file = machine.write("long", "x".repeat(1_001));
    Sources sources = machine.sources(Map.of(), Machine.PATIENT);
    assertThat(why(sources, new SecretSource.InFile(file))).contains("longer than 1000 bytes");
    assertThat(why(sources, output("cat", file.toString()))).contains("longer than 1000 bytes");
    assertThat(why(sources, output("yes"))).contains("longer than 1000 bytes");
  }

  /// An argument may be a password, whatever the docs say.
  @Test
  void theArgumentsOfACommandAreNotTold() throws IOException, InterruptedException {
    SecretSource.Output output = output("no-such-program-here", CANARY);
    assertThat(output.toString()).doesNotContain(CANARY);
    assertThat(machine.sources(Map.of(), Machine.PATIENT).read(output).toString())
        .doesNotContain(CANARY);
  }

  private SecretSource.Output output(String... words) {
    return new SecretSource.Output(List.of(words), folder);
  }

  private static Reading found(String value) {
    return new Reading.Found(Secret.of(value));
  }

  private static String why(Sources sources, SecretSource source) throws InterruptedException {
    return switch (sources.read(source)) {
      case Reading.Missing(var why, var next) -> {
        assertThat(next).isNotBlank();
        yield why;
      }
      case Reading.Found _ -> throw new AssertionError("it was found");
    };
  }
}
