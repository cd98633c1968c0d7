package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.haproxy.ManagedConfig.AdminSocket;
import ballast.haproxy.ManagedConfig.HealthCheck;
import ballast.haproxy.ManagedConfig.Method;
import ballast.haproxy.ManagedConfig.Privileges;
import ballast.haproxy.ManagedConfig.Slot;
import ballast.haproxy.ManagedConfig.Timeouts;
import ballast.haproxy.ManagedConfig.Use;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagedConfigTest {
  private static final HealthCheck HEALTH =
      new HealthCheck(Method.HEAD, "/api/v1/my/status", Optional.of("pxapp"), 200, 299);

  @TempDir Path folder;

  @Test
  void theRealHaproxyAcceptsItWithoutAWarning() throws Exception {
    var minimal =
        new ManagedConfig(
            new BackendName("app"),
            List.of(slot("app-1", "10.0.0.1", Use.SERVING)),
            new HealthCheck(Method.GET, "/", Optional.empty(), 200, 200),
            8080,
            new AdminSocket(folder.resolve("a.sock"), Optional.empty(), "600"),
            new Privileges.AsStarted(),
            100,
            Timeouts.DEFAULT);
    for (ManagedConfig config : List.of(managed(), minimal)) {
      Path file = Files.writeString(folder.resolve("haproxy.cfg"), config.render());
      RealHaproxy.Verdict verdict = RealHaproxy.check(file);
      assertThat(verdict.words()).contains("Configuration file is valid").doesNotContain("WARNING");
      assertThat(verdict.exit()).isZero();
    }
  }

  @Test
  void whatKeepsRequestsSafeIsInIt() {
    assertThat(managed().render())
        .contains(
            "default-server check inter 300ms fastinter 50ms downinter 50ms rise 2 fall 3 weight 100")
        .contains("option redispatch 1")
        .contains("http-request disable-l7-retry unless METH_GET")
        .contains("balance roundrobin")
        .contains("timeout tunnel 3600000ms")
        .contains("server app-1 172.30.0.11:8080\n")
        .contains("server app-2 172.30.0.12:8080 disabled\n")
        .contains("mode 660 uid 0 gid 1001 level admin expose-fd listeners")
        .contains("    uid 99\n    gid 99\n")
        .contains("http-check send meth HEAD uri /api/v1/my/status ver HTTP/1.1 hdr Host pxapp")
        .contains("http-check expect status 200-299")
        .doesNotContain("server-state", "resolvers", "fullconn", "${");
  }

  @Test
  void theTextIsTheSameForTheSameService() {
    assertThat(managed().render()).isEqualTo(managed().render()).endsWith("disabled\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "status",
        "/a b",
        "/a\nserver x 1.2.3.4:5",
        "/#",
        "/\"",
        "/'",
        "/\\",
        "/$HOME"
      })
  void aPathThatCouldChangeTheConfigurationIsRefused(String path) {
    assertThatThrownBy(() -> new HealthCheck(Method.GET, path, Optional.empty(), 200, 200))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void impossibleConfigurationsCannotBeWritten() {
    assertThatThrownBy(() -> slot("app-1", "app.example", Use.SERVING))
        .hasMessageContaining("no IP address");
    assertThatThrownBy(() -> new Slot(new ServerName("a"), "10.0.0.1", 65_536, Use.SERVING))
        .hasMessageContaining("port 65536");
    assertThatThrownBy(() -> new HealthCheck(Method.GET, "/", Optional.of("a b"), 200, 200))
        .hasMessageContaining("host");
    assertThatThrownBy(() -> new HealthCheck(Method.GET, "/", Optional.empty(), 300, 200))
        .hasMessageContaining("300-200");
    assertThatThrownBy(() -> new AdminSocket(Path.of("/run/a.sock"), Optional.empty(), "666"))
        .hasMessageContaining("close it to others");
    assertThatThrownBy(() -> new AdminSocket(Path.of("/run/a sock"), Optional.empty(), "660"))
        .hasMessageContaining("not a path");
    assertThatThrownBy(() -> managed(List.of())).hasMessageContaining("no slot");
    assertThatThrownBy(() ->
            managed(
                List.of(
                    slot("app-1", "10.0.0.1", Use.SERVING),
                    slot("app-2", "10.0.0.1", Use.SERVING))))
        .hasMessageContaining("share");
  }

  @Test
  void anIpv6SlotIsWrittenInBrackets() {
    assertThat(managed(List.of(slot("app-1", "fd00::11", Use.SERVING))).render())
        .contains("server app-1 [fd00::11]:8080\n");
  }

  private ManagedConfig managed() {
    return managed(
        List.of(
            slot("app-1", "172.30.0.11", Use.SERVING), slot("app-2", "172.30.0.12", Use.CLOSED)));
  }

  private ManagedConfig managed(List<Slot> slots) {
    return new ManagedConfig(
        new BackendName("app"),
        slots,
        HEALTH,
        80,
        new AdminSocket(folder.resolve("admin.sock"), Optional.of(1001), "660"),
        new Privileges.DropTo(99, 99),
        1000,
        Timeouts.DEFAULT);
  }

  private static Slot slot(String name, String address, Use use) {
    return new Slot(new ServerName(name), address, 8080, use);
  }
}
