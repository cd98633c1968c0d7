package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.Main;
import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.Host;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingTest {
  /// Where nobody listens.
  private static final String NOWHERE =
      """
      hosts: [{name: fe-1, docker: "tcp://127.0.0.1:1"}, {name: fe-2, docker: "tcp://127.0.0.1:2"}]
      docker: {tls: false}
      balancer: {managed: true}
      """;

  @TempDir Path folder = Path.of("");

  @Test
  void hostsThatCannotBeHadAreLeftOutByTheLimitThatIsTold() throws Exception {
    assertThat(told(Optional.empty(), "fe-3"))
        .startsWith("1 of 3 hosts cannot be reached; nothing was touched")
        .contains("fe-3 is dark")
        .endsWith(
            "next: mend that, or leave out what cannot be had, whose slots count as out (allow for them with --max-out where that is too many): the same command with --limit '!fe-3'");
    assertThat(told(Optional.empty(), "fe-2", "fe-3")).endsWith("--limit '!fe-2,!fe-3'");
  }

  @Test
  void aLimitThatWasTypedIsKeptInTheOneThatIsTold() throws Exception {
    assertThat(told(Optional.of("fe-1,fe-3"), "fe-3")).endsWith("--limit 'fe-1,fe-3,!fe-3'");
    assertThat(told(Optional.of("all:!fe-2"), "fe-3")).endsWith("--limit 'all:!fe-2:!fe-3'");
    for (String limit : List.of("!fe-3", "fe-1,fe-3,!fe-3", "all:!fe-2:!fe-3")) {
      assertThat(project(Optional.of(limit)).scope().includes(new Host("fe-3"))).isFalse();
    }
    assertThat(Missing.without(Optional.empty(), List.of(new Host("2001:db8::1"))))
        .isEqualTo("all,!2001:db8::1");
  }

  @Test
  void whereTheHostThatKeepsTheLockIsMissingBothWaysOnAreTold() throws Exception {
    assertThat(told(Optional.empty(), "fe-1", "fe-3"))
        .contains("fe-1 keeps the service's lock")
        .contains("next: mend it; or name another host in ballast.yml, `lock: {host: fe-2}`")
        .contains("confirm")
        .endsWith("the same command with --anchor fe-2 --limit '!fe-1,!fe-3'");
  }

  @Test
  void whereNoHostIsLeftNoLimitIsTold() throws Exception {
    assertThat(told(Optional.of("fe-3"), "fe-3")).endsWith("fe-3 is dark").doesNotContain("limit");
  }

  @Test
  void aCommandThatReachesNobodyEndsWithFiveAndEveryHostsError() throws Exception {
    assertThat(run(Exit.UNREACHABLE, "check"))
        .contains("2 of 2 hosts cannot be reached; nothing was touched", "fe-1", "fe-2");
    assertThat(run(Exit.UNREACHABLE, "check", "--limit", "fe-2")).doesNotContain("fe-1");
  }

  @Test
  void aWordForARolloutWhoseLockCannotBeReachedIsToldWhatHelpsNowAndLater() throws Exception {
    for (String word : List.of("pause", "resume", "abort", "watch")) {
      assertThat(run(Exit.UNREACHABLE, word))
          .as(word)
          .contains("fe-1 keeps the service's lock and cannot be reached", "  next: ")
          .contains("; or, for what begins later, name another host in ballast.yml")
          .contains("`lock: {host: fe-2}`");
    }
  }

  private String told(Optional<String> limit, String... missing) throws Exception {
    List<Host> hosts = Stream.of(missing).map(Host::new).toList();
    Failure failure =
        new Missing(project(limit), hosts)
            .failure(
                "%d of 3 hosts cannot be reached".formatted(hosts.size()),
                hosts.stream().map(host -> host + " is dark").toList());
    assertThat(failure.exit()).isEqualTo(Exit.UNREACHABLE);
    return String.valueOf(failure.getMessage());
  }

  private Project project(Optional<String> limit) throws Exception {
    Screen.writeProject(folder);
    return Project.load(
        Screen.common(folder, Command.Output.PLAIN, limit), new Screen().terminal());
  }

  private String run(Exit expected, String... words) throws Exception {
    Screen.writeProject(folder, NOWHERE);
    var err = new ByteArrayOutputStream();
    Exit exit =
        Main.run(
            Stream.concat(
                    Arrays.stream(words), Stream.of("-c", folder.resolve("ballast.yml").toString()))
                .toArray(String[]::new),
            new PrintStream(OutputStream.nullOutputStream()),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream());
    assertThat(exit).isEqualTo(expected);
    return err.toString(StandardCharsets.UTF_8);
  }
}
