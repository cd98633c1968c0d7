package ballast.reach;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.config.Config;
import ballast.config.ConfigReader;
import ballast.config.Diagnostic;
import ballast.config.Reading;
import ballast.model.Host;
import ballast.ssh.Forward;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaysTest {
  @Test
  void eachEngineOfThisMachineIsAskedAtItsOwnSocket() throws Exception {
    Place usual = new Place.Local(new Host("local"), Path.of("/var/run/docker.sock"));
    Place rootless = new Place.Local(new Host("mine"), Path.of("/run/user/1000/docker.sock"));
    try (Ways ways = Ways.begin(config(), List.of(usual, rootless), Instant.EPOCH, _ -> {})) {
      assertThat(engine(ways, usual)).isEqualTo(Path.of("/var/run/docker.sock"));
      assertThat(engine(ways, rootless)).isEqualTo(Path.of("/run/user/1000/docker.sock"));
    }
  }

  private static Path engine(Ways ways, Place place) throws Exception {
    return ways.to(place) instanceof Way.Linked(var link)
        ? link.door(Forward.DOCKER).path()
        : Path.of("");
  }

  private static Config config() {
    String text =
        """
        service: shop
        image: registry.example/shop
        hosts: [local]
        port: 8080
        """;
    return switch (ConfigReader.parse(text, "ballast.yml")) {
      case Reading.Read(var config, _) -> config;
      case Reading.Refused(var mistakes) -> throw new AssertionError(Diagnostic.render(mistakes));
    };
  }
}
