package ballast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExecRelayTest {
  @Test
  void aPathMeansItselfToSocatWhateverIsInIt() {
    assertThat(ExecRelay.address("/run/ha-proxy/a_1.sock"))
        .isEqualTo("UNIX-CONNECT:/run/ha-proxy/a_1.sock");
    assertThat(ExecRelay.address("/run/a:b!c(d$é"))
        .isEqualTo("UNIX-CONNECT:/run/a\\:b\\!c\\(d\\$é");
  }

  @Test
  void whatIsNoQuestionFailsAsOneDoes() {
    try (var client = new DockerClient("fe-1", Path.of("/nowhere"), Samples.hasty());
        var relay = new ExecRelay(client, "haproxy", "no path;")) {
      assertThatThrownBy(() -> relay.ask("one\ntwo", Duration.ofSeconds(1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("one line");
      assertThatThrownBy(() -> relay.ask("show info", Duration.ofSeconds(1)))
          .isInstanceOf(IOException.class);
    }
  }
}
