package ballast.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is run on a host, run by a shell of this machine.
class DockerInstallTest {
  @Test
  void aCommandThatFailsIsToldWithItsLastLinesAndWhatAnEarlierOneWarnedOf() throws Exception {
    Ran ran =
        shell(
            DockerInstall.commands(
                List.of(
                    "sh -c 'echo Reading; echo \"W: Failed to fetch it\"'",
                    "sh -c 'seq 100; echo \"E: Unable to locate package\"; exit 100'",
                    "touch /nowhere/never")));
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.complaint().lines())
        .containsExactly(
            "W: Failed to fetch it", "96", "97", "98", "99", "100", "E: Unable to locate package");
  }

  private record Ran(int code, String complaint) {}

  private static Ran shell(String script) throws Exception {
    Process process = new ProcessBuilder("sh", "-c", script).start();
    String complaint = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), complaint);
  }
}
