package ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetVerbsTest {
  private final StringWriter said = new StringWriter();

  @Test
  void rollbackGoesBackByItselfOrToWhatIsNamed() {
    assertThat(parsed("rollback"))
        .isInstanceOfSatisfying(
            Command.Rollback.class, command -> assertThat(command.to()).isEmpty());
    assertThat(parsed("rollback", "--to", "1.4.1", "--max-out", "30%", "--wait", "10m"))
        .isInstanceOfSatisfying(
            Command.Rollback.class,
            command -> {
              assertThat(command.to()).isEqualTo(Optional.of("1.4.1"));
              assertThat(command.flags().maxOut()).isEqualTo(Optional.of("30%"));
              assertThat(command.patience()).isEqualTo(Duration.ofMinutes(10));
            });
  }

  @Test
  void drainAndReadyTakeSeveralTargetsAndNeedOne() {
    assertThat(parsed("drain", "fe-1/2", "fe-3", "--yes"))
        .isInstanceOfSatisfying(
            Command.Drain.class,
            command -> {
              assertThat(command.targets()).isEqualTo(List.of("fe-1/2", "fe-3"));
              assertThat(command.common().consent()).isEqualTo(Command.Consent.GIVEN);
            });
    assertThat(parsed("ready", "fe-1/2"))
        .isInstanceOfSatisfying(
            Command.Ready.class,
            command -> assertThat(command.targets()).isEqualTo(List.of("fe-1/2")));
    assertThat(Arguments.parse(new String[] {"drain"}, writer(), writer()))
        .isEqualTo(new Arguments.Parsed.Answered(Exit.USAGE));
  }

  @Test
  void aDrainByHandCutsNothingAndSaysSo() {
    assertThat(
            Arguments.parse(
                new String[] {"drain", "fe-1/2", "--drain-then", "cut"}, writer(), writer()))
        .isEqualTo(new Arguments.Parsed.Answered(Exit.USAGE));
    assertThat(said.toString()).contains("nothing to cut", "--drain-deadline 10m");
  }

  @Test
  void aWordThatBeginsWithAnAtIsTheInventorysAndNoFileOfArguments(@TempDir Path folder)
      throws IOException {
    Path failed = Files.writeString(folder.resolve("failed"), "fe-1\nfe-2\n");
    assertThat(parsed("repair", "--limit", "@" + failed))
        .isInstanceOfSatisfying(
            Command.Repair.class,
            command -> assertThat(command.common().limit()).isEqualTo(Optional.of("@" + failed)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollback", "repair", "drain", "ready"})
  void helpTeachesByExample(String verb) {
    assertThat(Arguments.parse(new String[] {verb, "--help"}, writer(), writer()))
        .isEqualTo(new Arguments.Parsed.Answered(Exit.DONE));
    assertThat(said.toString()).contains("Examples:", "  ballast " + verb).doesNotContain("%%");
  }

  private Command parsed(String... args) {
    return ((Arguments.Parsed.Wanted) Arguments.parse(args, writer(), writer())).command();
  }

  private PrintWriter writer() {
    return new PrintWriter(said, true);
  }
}
