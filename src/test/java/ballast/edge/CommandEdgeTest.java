package ballast.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.model.EdgeChoice;
import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.HostFacts;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CommandEdgeTest {
  private static final Host FE_1 = new Host("fe-1");
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private static CommandEdge saying(String script, Duration deadline) {
    List<String> shell = List.of("sh", "-c", script);
    return new CommandEdge(
        "shop",
        new EdgeChoice.Commands(shell, shell, shell, Path.of(""), deadline),
        host -> new HostFacts(host, "10.0.0.1", Map.of("rack", "b \"7\"")));
  }

  private static CallFailed failing(String script, Duration deadline) {
    return catchThrowableOfType(CallFailed.class, () -> saying(script, deadline).read(FE_1));
  }

  static Stream<Arguments> words() {
    return Stream.of(
        Arguments.of("serving", new EdgeView.Serving()),
        Arguments.of("leaving", new EdgeView.Leaving(OptionalInt.empty())),
        Arguments.of("leaving 17", new EdgeView.Leaving(OptionalInt.of(17))),
        Arguments.of("left", new EdgeView.Left()),
        Arguments.of("joining check 1 of 3", new EdgeView.Joining("check 1 of 3")),
        Arguments.of("joining", new EdgeView.Joining("it does not say why")),
        Arguments.of("withheld by Ann", new EdgeView.Withheld("by Ann")));
  }

  @ParameterizedTest
  @MethodSource("words")
  void oneWordSaysWhatTheEdgeDoes(String word, EdgeView view) throws Exception {
    assertThat(saying("echo '" + word + "'", LONG).read(FE_1)).isEqualTo(view);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SERVING",
        "serving now",
        "left\nserving",
        "leaving -1",
        "leaving 9999999999",
        "200 OK"
      })
  void whateverElseItSaysIsAnErrorWithItsWordsAndTheGrammar(String said) {
    CallFailed failed = failing("printf '" + said + "'", LONG);
    assertThat(failed.effect()).isEqualTo(Effect.NONE);
    assertThat(failed.problem().why())
        .contains(said.isEmpty() ? "it said nothing" : said.lines().findFirst().orElseThrow());
    assertThat(failed.problem().next()).contains("serving | leaving");
  }

  @Test
  void factsAreInTheEnvironmentAndAsJsonOnTheStandardInput() throws Exception {
    Path seen = folder.resolve("seen");
    saying(
            "{ echo $BALLAST_ACTION $BALLAST_HOST $BALLAST_ADDRESS $BALLAST_SERVICE; cat; } >"
                + seen,
            LONG)
        .leave(FE_1);
    assertThat(seen)
        .hasContent(
            """
            leave fe-1 10.0.0.1 shop
            {"action":"leave","host":"fe-1","address":"10.0.0.1","service":"shop","variables":{"rack":"b \\"7\\""}}
            """);
  }

  @Test
  void argumentsReachTheProgramAsTheyAreWrittenAndNoShellReadsThem() throws Exception {
    Path seen = folder.resolve("seen");
    List<String> words =
        List.of("sh", "-c", "printf '<%s>' \"$@\" >" + seen, "sh", "$(id)", "a b", "", ";");
    new CommandEdge(
            "shop",
            new EdgeChoice.Commands(words, words, words, Path.of(""), LONG),
            host -> new HostFacts(host, "fe-1", Map.of()))
        .join(FE_1);
    assertThat(seen).hasContent("<$(id)><a b><><;>");
  }

  @Test
  void commandsRunBesideTheFileThatNamesThem() throws Exception {
    Path edge = Files.writeString(folder.resolve("edge"), "#!/bin/sh\necho left\n");
    assertThat(edge.toFile().setExecutable(true)).isTrue();
    List<String> words = List.of("./edge");
    assertThat(
            new CommandEdge(
                    "shop",
                    new EdgeChoice.Commands(words, words, words, folder, LONG),
                    host -> new HostFacts(host, "fe-1", Map.of()))
                .read(FE_1))
        .isEqualTo(new EdgeView.Left());
  }

  @Test
  void aChangeThatFailsMayHaveBeenAppliedAndSaysWhyInItsOwnWords() {
    CallFailed failed =
        catchThrowableOfType(
            CallFailed.class,
            () -> saying("echo half done; echo 'pool is locked' >&2; exit 3", LONG).leave(FE_1));
    assertThat(failed.effect()).isEqualTo(Effect.UNKNOWN);
    assertThat(failed.problem().toString())
        .contains("the edge's leave command failed for fe-1")
        .contains("exit code 3: pool is locked");
  }

  @Test
  void aProgramThatIsNotThereHasChangedNothing() {
    var missing = List.of(folder.resolve("missing").toString());
    CallFailed failed =
        catchThrowableOfType(
            CallFailed.class,
            () ->
                new CommandEdge(
                        "shop",
                        new EdgeChoice.Commands(missing, missing, missing, Path.of(""), LONG),
                        host -> new HostFacts(host, "fe-1", Map.of()))
                    .join(FE_1));
    assertThat(failed.effect()).isEqualTo(Effect.NONE);
    assertThat(failed.problem().why()).contains("No such file");
  }

  @Test
  void oneThatHangsIsEndedAtItsDeadlineWithAllThatItHasStarted() throws IOException {
    Path pids = folder.resolve("pids");
    CallFailed failed =
        failing(
            "sh -c 'echo $$ >>%s; sleep 1000' & echo $! >>%s; echo waiting for the pool >&2; sleep 1000"
                .formatted(pids, pids),
            Duration.ofSeconds(5));
    assertThat(failed.problem().why())
        .contains("did not end within 5 s")
        .contains("waiting for the pool");
    for (String pid : Files.readAllLines(pids)) {
      Awaitility.await()
          .until(
              () -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  @Test
  void outputWithoutEndIsAnErrorAndStopsNobody() {
    CallFailed failed = failing("head -c 10000000 /dev/zero | tr '\\0' x", LONG);
    assertThat(failed.problem().why()).contains("it said more than 65536 bytes");
    assertThat(failing("yes", LONG).problem().why()).contains("it said more than 65536 bytes");
  }

  @Test
  void oneThatLeavesItsOutputToAnotherIsNotWaitedFor() {
    // Of one that ends before anybody reads, Java takes what is there and waits for no more.
    CallFailed failed = failing("echo left; sleep 3 & sleep 0.5", LONG);
    assertThat(failed.problem().why()).contains("something that it started holds its output");
  }

  @Test
  void controlCharactersAndLongLinesOfAPeerReachNoScreen() {
    CallFailed failed = failing("printf '\\033[2J\\007%0400d' 7 >&2; exit 1", LONG);
    assertThat(failed.problem().why()).doesNotContain("\033").hasSizeLessThan(400);
  }

  @Test
  void oneThatReadsNothingIsNotInTheWay() throws Exception {
    var many = Map.of("big", "x".repeat(500_000));
    List<String> words = List.of("sh", "-c", "exec <&-; echo serving");
    var edge =
        new CommandEdge(
            "shop",
            new EdgeChoice.Commands(words, words, words, Path.of(""), LONG),
            host -> new HostFacts(host, "fe-1", many));
    assertThat(edge.read(FE_1)).isEqualTo(new EdgeView.Serving());
  }
}
