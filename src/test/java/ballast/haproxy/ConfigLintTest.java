package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.haproxy.ManagedConfig.Slot;
import ballast.haproxy.ManagedConfig.Use;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLintTest {
  private static final ConfigLint.Needs NEEDS =
      new ConfigLint.Needs(
          new BackendName("shop"),
          List.of(
              new Slot(new ServerName("shop-1"), "10.0.0.11", 8080, Use.SERVING),
              new Slot(new ServerName("shop-2"), "10.0.0.12", 8080, Use.CLOSED)),
          Path.of("/run/ballast/admin.sock"),
          Set.of(80));

  private static final String GOOD =
      """
      global
          stats socket /run/ballast/admin.sock mode 660 level admin   # ours
      defaults
          mode http
          option redispatch
      frontend in
          bind *:80
          default_backend shop
      backend shop
          option httpchk
          default-server check fall 3
          server shop-1 10.0.0.11:8080 maxconn 100
          server shop-2 10.0.0.12:8080 disabled
      """;

  @Test
  void whatHasAllThatIsNeededIsFine() {
    assertThat(ConfigLint.of(GOOD, NEEDS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stats socket /run/ballast/admin.sock|stats socket /run/other.sock|no `stats socket",
        "level admin|level user|level admin",
        "mode 660 |mode 666 |everyone on the host",
        "level admin|level admin\\n    nbproc 2|nbproc",
        "option redispatch|no option redispatch|no `option redispatch`",
        "option httpchk|option persist\\n    option httpchk|option persist",
        "option httpchk|balance roundrobin|open port only",
        "bind *:80|bind *:8080|port 80",
        "backend shop\\n|backend other\\n|no backend 'shop'",
        "server shop-1|server pxApp_1|no server 'shop-1'",
        "10.0.0.11:8080|shop-1:8080|leads to shop-1:8080",
        "default_backend shop|default_backend other|nothing leads to backend 'shop'",
        "default_backend shop|use_backend other if TRUE|nothing leads to backend 'shop'",
        "default-server check fall 3|default-server check fall 3 disabled|default-server ... disabled",
        "default-server check|default-server|has no `check`",
        "maxconn 100|no-check|has no `check`",
        "fall 3|fall 1|fall 1",
        "maxconn 100|rise 1|rise 1",
        "maxconn 100|track other/one|tracks another",
        "maxconn 100|on-marked-down shutdown-sessions|shutdown-sessions",
        "maxconn 100|disabled|is closed, and serves",
        "8080 disabled|8080|is open, and its slot is empty",
        "8080 disabled|8080 disabled maxconn 3|is open, and its slot is empty"
      })
  void whatIsLackingIsTold(String good, String bad, String told) {
    String with = bad.replace("\\n", "\n");
    assertThat(GOOD).contains(good.replace("\\n", "\n"));
    assertThat(ConfigLint.of(GOOD.replace(good.replace("\\n", "\n"), with), NEEDS))
        .as(with)
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.what()).contains(told));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "default_backend shop|use_backend shop if TRUE",
        "default_backend shop|use_backend %[req.hdr(host),lower,map(/etc/shops)]",
        "frontend in\\n    bind *:80\\n    default_backend shop\\nbackend shop|listen shop\\n    bind *:80",
        "default-server check fall 3|default-server disabled\\n    default-server enabled check fall 3"
      })
  void whatLeadsToTheSlotsInAnotherWayIsFine(String good, String other) {
    assertThat(
            ConfigLint.of(
                GOOD.replace(good.replace("\\n", "\n"), other.replace("\\n", "\n")), NEEDS))
        .isEmpty();
  }

  @Test
  void namedDefaultsHoldWhereTheyAreNamedAndTheLastOnesElsewhere() {
    String named =
        GOOD.replace("defaults\n", "defaults base\n")
            .replace("frontend in", "defaults\n    mode http\nfrontend in");
    assertThat(ConfigLint.of(named, NEEDS)).hasSize(1).first().asString().contains("redispatch");
    assertThat(
            ConfigLint.of(
                named.replace("backend shop\n    option", "backend shop from base\n    option"),
                NEEDS))
        .isEmpty();
  }

  @Test
  void anEmptyConfigLacksEverything() {
    assertThat(ConfigLint.of("", NEEDS)).hasSize(3);
  }
}
