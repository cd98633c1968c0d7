package ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetupVerbsTest {
  private final StringWriter said = new StringWriter();

  @Test
  void aDryRunOnlyShows() {
    assertThat(parsed("setup --dry-run"))
        .isInstanceOfSatisfying(
            Command.Setup.class, setup -> assertThat(setup.trial()).isEqualTo(Command.Trial.SHOW));
  }

  @Test
  void dockerIsInstalledOnlyWhereThatIsAskedFor() {
    assertThat(parsed("setup --install-docker"))
        .isInstanceOfSatisfying(
            Command.Setup.class,
            setup -> assertThat(setup.bare()).isEqualTo(Command.OnBareHosts.INSTALL_DOCKER));
    for (String line : new String[] {"setup", "deploy --only balancer"}) {
      assertThat(parsed(line))
          .isInstanceOfSatisfying(
              Command.Setup.class,
              setup -> assertThat(setup.bare()).isEqualTo(Command.OnBareHosts.REFUSE));
    }
  }

  @Test
  void deployWithoutOnlyIsForTheApplicationAndTheBalancerIsSetUp() {
    assertThat(parsed("deploy 2")).isInstanceOf(Command.Deploy.class);
    assertThat(parsed("deploy 2 --only app")).isInstanceOf(Command.Deploy.class);
    assertThat(parsed("deploy --only balancer --wait 5m"))
        .isInstanceOfSatisfying(
            Command.Setup.class,
            setup -> {
              assertThat(setup.trial()).isEqualTo(Command.Trial.DO);
              assertThat(setup.patience()).isEqualTo(Duration.ofMinutes(5));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy",
        "deploy --only app",
        "deploy 2 --only balancer",
        "deploy 2 --only x",
        "deploy --only balancer --max-out 1",
        "deploy --only balancer --batch 1"
      })
  void whatIsNotMeantIsRefused(String line) {
    var writer = new PrintWriter(said);
    assertThat(Arguments.parse(line.split(" "), writer, writer))
        .isEqualTo(new Arguments.Parsed.Answered(Exit.USAGE));
  }

  private Command parsed(String line) {
    var writer = new PrintWriter(said);
    return ((Arguments.Parsed.Wanted) Arguments.parse(line.split(" "), writer, writer)).command();
  }
}
