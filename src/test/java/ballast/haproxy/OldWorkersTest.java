package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// What is asked of workers that a reload left behind.
class OldWorkersTest {
  private static final ServerRef SERVER =
      new ServerRef(new BackendName("app"), new ServerName("app-1"));
  private static final String NONE =
      """
      #<PID>          <type>          <reloads>       <uptime>        <version>
      1               master          1 [failed: 0]   0d00h00m04s     2.6.12
      # workers
      20              worker          0               0d00h00m03s     2.6.12
      # programs

      """;
  private static final String ONE =
      NONE.replace(
          "# programs\n",
          "# old workers\n10              worker          1               0d00h00m09s     2.6.12\n# programs\n");

  @Test
  void oneThatEndsWhileItIsAskedHoldsNothing() throws Exception {
    assertThat(evidence(ONE, "", NONE)).isEmpty();
  }

  @Test
  void oneThatSaysNothingAndIsStillThereIsUnknown() throws Exception {
    assertThat(evidence(ONE, "", ONE))
        .singleElement()
        .isInstanceOfSatisfying(
            Evidence.Unknown.class, unknown -> assertThat(unknown.why()).contains("old worker 10"));
  }

  @Test
  void whereThereIsNoneNobodyIsAsked() throws Exception {
    assertThat(evidence(NONE)).isEmpty();
  }

  @Test
  void withoutTheMasterAFreshProcessMayHaveOneBeforeItThatNothingShows() throws Exception {
    assertThat(withoutMaster(Duration.ofSeconds(59)))
        .singleElement()
        .isInstanceOfSatisfying(
            Evidence.Unknown.class,
            unknown -> {
              assertThat(unknown.why()).contains("59 s ago");
              assertThat(unknown.clears()).isEqualTo(Duration.ofSeconds(2));
            });
    assertThat(withoutMaster(Duration.ofSeconds(60))).isEmpty();
  }

  private static List<Evidence> withoutMaster(Duration uptime) throws Exception {
    return new OldWorkers(new BackendName("app"), Optional.empty(), Duration.ofSeconds(1))
        .evidence(running(uptime), SERVER);
  }

  private static RunningProcess running(Duration uptime) throws UnreadableReply {
    return new RunningProcess(
        Version.parse("2.6.12"),
        new RunningProcess.Incarnation(20, Optional.of(Instant.EPOCH)),
        RunningProcess.Life.SERVING,
        uptime,
        1,
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  /// @param answers of the master, one after the other
  private static List<Evidence> evidence(String... answers)
      throws IOException, InterruptedException {
    Queue<String> left = new ArrayDeque<>(List.of(answers));
    List<Evidence> evidence =
        new OldWorkers(
                new BackendName("app"), Optional.of((_, _) -> left.remove()), Duration.ofSeconds(1))
            .evidence(running(Duration.ofSeconds(3)), SERVER);
    assertThat(left).isEmpty();
    return evidence;
  }
}
