package ballast.hook;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Hook;
import ballast.model.HookPoint;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.port.HookCall;
import ballast.port.Hooks.Ending;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookProcessesTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void itIsToldTheSameInItsEnvironmentAndOnItsInput() throws Exception {
    Ending ending = run(LONG, "env | grep ^BALLAST_ | sort > env; cat > json; echo heard");
    assertThat(ending).isEqualTo(new Ending.Well("heard\n"));
    assertThat(Files.readAllLines(folder.resolve("env")))
        .containsExactly(
            "BALLAST_COURSE=forth",
            "BALLAST_FROM=v1",
            "BALLAST_HOOK=on_slot_failure",
            "BALLAST_HOST=fe-1",
            "BALLAST_OUTCOME=failed",
            "BALLAST_PROBLEM=it fell: exit 1",
            "BALLAST_RELEASE=v2",
            "BALLAST_ROLLOUT=r1",
            "BALLAST_SERVICE=shop",
            "BALLAST_SLOT=fe-1/2");
    var json = JsonParser.parseString(Files.readString(folder.resolve("json"))).getAsJsonObject();
    assertThat(json.get("slot").getAsString()).isEqualTo("fe-1/2");
    assertThat(json.keySet()).hasSize(10);
  }

  @Test
  void aBatchNamesItsHostsOnTheInputOnly() {
    var hosts = List.of(new Host("fe-1"), new Host("fe-2"));
    HookCall call = call(new HookCall.Part.OfBatch(2, 3, hosts));
    assertThat(Facts.json(call).getAsJsonArray("hosts")).hasSize(2);
    assertThat(Facts.environment(call))
        .containsEntry("BALLAST_BATCH", "2")
        .containsEntry("BALLAST_BATCHES", "3")
        .doesNotContainKey("BALLAST_HOSTS");
  }

  @Test
  void whatNoSystemTakesAsAVariableIsCut() {
    var problem = new Problem("x".repeat(100_000), "\0", "");
    HookCall call =
        new HookCall(
            HookPoint.ON_FAILURE,
            "shop",
            "r1",
            "v2",
            "v1",
            HookCall.Course.FORTH,
            new HookCall.Part.Whole(List.of()),
            Optional.of(new HookCall.End("mixed", Optional.of(problem))));
    assertThat(Facts.environment(call).get("BALLAST_PROBLEM")).hasSizeLessThan(5_000);
  }

  @Test
  void itRunsInTheFolderOfTheFileAndNoOtherRolloutsFactsReachIt() throws Exception {
    Files.writeString(folder.resolve("announce"), "#!/bin/sh\necho here $BALLAST_BATCH\n");
    assertThat(folder.resolve("announce").toFile().setExecutable(true)).isTrue();
    assertThat(run(new Hook(List.of("./announce"), folder, LONG), HookProcessesTest::never))
        .isEqualTo(new Ending.Well("here\n"));
  }

  @Test
  void itFailsByItsExitCodeAndItsWordsAreKept() throws Exception {
    Ending ending = run(LONG, "echo cannot; echo reach it >&2; exit 3");
    assertThat(ending.failure().orElseThrow().why()).isEqualTo("exit 3");
    assertThat(ending.output()).isEqualTo("cannot\nreach it\n");
  }

  @Test
  void aProgramThatIsNotThereIsAFailureInTheSystemsWords() throws Exception {
    Ending ending =
        run(new Hook(List.of("./no-such-program"), folder, LONG), HookProcessesTest::never);
    assertThat(ending.failure().orElseThrow().why()).contains("No such file");
    assertThat(ending.failure().orElseThrow().next()).contains("hooks.on_slot_failure");
  }

  @Test
  void atItsDeadlineItIsEndedWithAllThatItStarted() throws Exception {
    Ending ending =
        run(
            Duration.ofMillis(700),
            "sleep 600 & echo $! > child; sh -c 'trap \"\" TERM; echo $$ > deaf; while :; do sleep 1; done'");
    assertThat(ending).isInstanceOf(Ending.Overdue.class);
    assertThat(ending.failure().orElseThrow().why()).isEqualTo("not done within 700 ms");
    for (String pid : List.of("child", "deaf")) {
      long number = Long.parseLong(Files.readString(folder.resolve(pid)).strip());
      assertThat(ProcessHandle.of(number).filter(HookProcessesTest::lives)).as(pid).isEmpty();
    }
  }

  @Test
  void whatIsGivenUpIsEndedBeforeItsDeadline() throws Exception {
    assertThat(run(new Hook(List.of("sleep", "600"), folder, LONG), () -> true))
        .isInstanceOf(Ending.BrokenOff.class);
  }

  @Test
  void whatCtrlCEndedSaysNeitherYesNorNo() throws Exception {
    // As a shell says it; whoever runs this test may have told its children to ignore the signal.
    assertThat(run(LONG, "exit 130")).isInstanceOf(Ending.BrokenOff.class);
  }

  @Test
  void ofMuchOutputTheLastIsKeptAndItNeverWaitsForAReader() throws Exception {
    Ending ending = run(LONG, "head -c 3000000 /dev/zero | tr '\\0' x; echo end");
    assertThat(ending).isInstanceOf(Ending.Well.class);
    assertThat(ending.output()).startsWith("...x").endsWith("xend\n").hasSize(4_099);
  }

  @Test
  void whatItLeavesRunningIsNotWaitedFor() throws Exception {
    long began = System.nanoTime();
    Ending ending = run(LONG, "sleep 15 & echo $! > left; echo done");
    long left = Long.parseLong(Files.readString(folder.resolve("left")).strip());
    ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
    assertThat(ending).isInstanceOf(Ending.Well.class);
    assertThat(ending.output()).startsWith("done\n");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(12));
  }

  private static boolean never() {
    return false;
  }

  private Ending run(Duration deadline, String script) throws InterruptedException {
    return run(new Hook(List.of("sh", "-c", script), folder, deadline), HookProcessesTest::never);
  }

  private static Ending run(Hook hook, BooleanSupplier givenUp) throws InterruptedException {
    return new HookProcesses(Map.of(HookPoint.ON_SLOT_FAILURE, hook))
        .run(call(new HookCall.Part.OfSlot(new Slot(new Host("fe-1"), 2))), givenUp);
  }

  private static HookCall call(HookCall.Part part) {
    return new HookCall(
        HookPoint.ON_SLOT_FAILURE,
        "shop",
        "r1",
        "v2",
        "v1",
        HookCall.Course.FORTH,
        part,
        Optional.of(
            new HookCall.End("failed", Optional.of(new Problem("it fell", "exit 1", "mend")))));
  }

  /// A process that has ended may still be there until its parent asks for it.
  private static boolean lives(ProcessHandle process) {
    try {
      String status = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return !status.contains(") Z ");
    } catch (IOException gone) {
      return false;
    }
  }
}
