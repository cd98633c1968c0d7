package ballast.config;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.BalancerChoice;
import ballast.model.BalancerChoice.Entrance;
import ballast.model.Health;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Health checks of other protocols, and the balancer's mode that goes with them.
class HealthReaderTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  @Test
  void anotherProtocolIsAskedInItsOwnWords() {
    Config config =
        Texts.with("balancer: {mode: tcp}\nhealth: {send: \"PING\\r\\n\", expect: +PONG}\n");
    assertThat(config.service().health())
        .isEqualTo(new Health.Talk(Optional.of("PING\r\n"), "+PONG", Duration.ZERO, MINUTE));
    assertThat(entrance(config)).as("where the application listens").isEqualTo(tcp(8080));
    assertThat(entrance(Texts.with("balancer: {mode: tcp, tcp: 25}\nhealth: {expect: \"220\"}\n")))
        .isEqualTo(tcp(25));
  }

  @Test
  void anOpenPortIsEnoughWhereTheUserSaysSo() {
    Config config = Texts.with("balancer: {mode: tcp}\nhealth: {port_only: true, deadline: 5s}\n");
    assertThat(config.service().health())
        .isEqualTo(new Health.OpenPort(Duration.ZERO, Duration.ofSeconds(5)));
    assertThat(Texts.with("health: {port_only: true}\nbalancer: {socket: /a}\n").service().health())
        .isInstanceOf(Health.OpenPort.class);
  }

  @Test
  void connectionsOfWhatAnswersOverHttpToo() {
    Config config = Texts.with("balancer: {mode: tcp}\nhealth: {path: /up}\n");
    assertThat(config.service().health()).isInstanceOf(Health.Http.class);
    assertThat(entrance(config)).isEqualTo(tcp(8080));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "balancer: {mode: tcp} | balancer.mode: tcp needs to know what a healthy container answers",
        "health: {expect: a} | health: expect goes with balancer: {mode: tcp}",
        "health: {port_only: true} | health: port_only goes with balancer: {mode: tcp}",
        "balancer: {mode: udp} | is not a mode of HAProxy",
        "balancer: {tcp: 25} | balancer: tcp does not go with mode: http",
        "balancer: {mode: http, tcp: 25} | balancer: tcp does not go with mode: http",
        "balancer: {socket: /a, mode: tcp} | balancer: mode goes with managed: true, not with socket",
        "balancer: {socket: /a, tcp: 25} | balancer: tcp goes with managed: true, not with socket",
      })
  void whatDoesNotGoTogetherIsTold(String lines, String mistake) {
    assertThat(Texts.mistakeWith(lines + "\n")).contains(mistake);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{path: /, expect: a} | health: expect and path exclude each other",
        "{status: 200, send: a, expect: b} | health: expect and status exclude each other",
        "{port_only: true, expect: a} | health: port_only and expect exclude each other",
        "{send: a} | health: send: without expect nobody listens for an answer",
        "{expect: ''} | health.expect: 0 characters",
        "{method: HEAD, port_only: true} | health: port_only and method exclude each other",
      })
  void aHealthCheckIsOfOneKind(String health, String mistake) {
    String lines = "balancer: {mode: tcp}\nhealth: " + health.replace("'", "\"") + "\n";
    assertThat(Texts.mistakeWith(lines)).contains(mistake);
  }

  @Test
  void tlsEndsAtNoConnectionOfAnotherProtocol() {
    assertThat(
            Texts.mistakeWith(
                "balancer: {mode: tcp, https: {certs: [a.pem]}}\nhealth: {expect: a}\n"))
        .contains("balancer: https does not go with mode: tcp");
    assertThat(Texts.mistakeWith("balancer: {mode: tcp, http: 81}\nhealth: {expect: a}\n"))
        .contains("balancer: http does not go with mode: tcp");
  }

  private static Entrance entrance(Config config) {
    return config.service().balancer() instanceof BalancerChoice.Managed managed
        ? managed.entrance()
        : tcp(0);
  }

  private static Entrance tcp(int port) {
    return new Entrance.Tcp(port);
  }
}
