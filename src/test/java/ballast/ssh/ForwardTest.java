package ballast.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Where this machine's own Docker Engine is found.
class ForwardTest {
  private static String here(String dockerHost) {
    return Forward.dockerHere(Optional.of(dockerHost)).remote();
  }

  @Test
  void theEngineHereIsWhereDockerHostSaysWhenThatIsASocketOfThisMachine() {
    assertThat(here("unix:///run/user/1000/docker.sock")).isEqualTo("/run/user/1000/docker.sock");
    assertThat(Forward.dockerHere(Optional.empty())).isEqualTo(Forward.docker());
  }

  @Test
  void anEngineElsewhereIsNeverTakenForTheOneHere() {
    assertThat(here("tcp://10.0.0.1:2376")).isEqualTo(Forward.docker().remote());
    assertThat(here("ssh://fe-1")).isEqualTo(Forward.docker().remote());
    assertThat(here("unix://")).isEqualTo(Forward.docker().remote());
    assertThat(here("")).isEqualTo(Forward.docker().remote());
  }
}
