package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.haproxy.HealthCheck.Method;
import ballast.haproxy.ManagedConfig.AdminSocket;
import ballast.haproxy.ManagedConfig.Privileges;
import ballast.haproxy.ManagedConfig.Slot;
import ballast.haproxy.ManagedConfig.Timeouts;
import ballast.haproxy.ManagedConfig.Use;
import ballast.model.Https;
import ballast.tls.TestCa;
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
      new HealthCheck.Http(Method.HEAD, "/api/v1/my/status", Optional.of("pxapp"), 200, 299);

  @TempDir Path folder;

  @Test
  void theRealHaproxyAcceptsItWithoutAWarning() throws Exception {
    var minimal =
        new ManagedConfig(
            new BackendName("app"),
            List.of(slot("app-1", "10.0.0.1", Use.SERVING)),
            new HealthCheck.Http(Method.GET, "/", Optional.empty(), 200, 200),
            new Front.Http(8080, Optional.empty()),
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

  /// Byte for byte: else a later set-up would see a change, and reload.
  @Test
  void aServerIsOpenedAndClosedAsIfTheWholeWereWrittenAnew() {
    String both = of(Use.SERVING, Use.SERVING);
    String closed = of(Use.SERVING, Use.CLOSED);
    assertThat(ManagedConfig.with(both, new ServerName("app-2"), Use.CLOSED)).isEqualTo(closed);
    assertThat(ManagedConfig.with(closed, new ServerName("app-2"), Use.SERVING)).isEqualTo(both);
    assertThat(ManagedConfig.with(closed, new ServerName("app-2"), Use.CLOSED)).isEqualTo(closed);
    assertThat(ManagedConfig.with(closed, new ServerName("app"), Use.CLOSED)).isEqualTo(closed);
  }

  private static String of(Use first, Use second) {
    return new ManagedConfig(
            new BackendName("app"),
            List.of(slot("app-1", "10.0.0.1", first), slot("app-2", "10.0.0.2", second)),
            HEALTH,
            new Front.Http(8080, Optional.empty()),
            new AdminSocket(Path.of("/run/a.sock"), Optional.empty(), "600"),
            new Privileges.AsStarted(),
            100,
            Timeouts.DEFAULT)
        .render();
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
  void tlsEndsWhereItIsWantedAndTheRealHaproxyAcceptsItWithoutAWarning() throws Exception {
    TestCa ca = TestCa.in(folder.resolve("ca"));
    var one = new CertificatePath(ca.issue("one.pem", "DNS:shop.example").toString());
    var two = new CertificatePath(ca.issue("two.pem", "DNS:other.example").toString());
    for (Https.Plain plain : Https.Plain.values()) {
      ManagedConfig config = managed(new ManagedTls(8443, List.of(one, two), plain));
      Path file = Files.writeString(folder.resolve("haproxy.cfg"), config.render());
      RealHaproxy.Verdict verdict = RealHaproxy.check(file);
      assertThat(verdict.words()).contains("Configuration file is valid").doesNotContain("WARNING");
      assertThat(config.render())
          .contains("bind :8443 ssl crt " + one + " crt " + two + " alpn h2,http/1.1\n")
          .contains("ssl-min-ver TLSv1.2 no-tls-tickets\n")
          .contains("set-header X-Forwarded-Proto https if { ssl_fc }\n")
          .contains("set-header X-Forwarded-Proto http if !{ ssl_fc }\n")
          .doesNotContain("${");
    }
  }

  @Test
  void plainRequestsAreSentToHttpsButTheHealthChecksAreNot() {
    var shop = new CertificatePath("/x/shop.pem");
    assertThat(managed(new ManagedTls(8443, List.of(shop), Https.Plain.SERVED)).render())
        .doesNotContain("redirect location");
    assertThat(managed(new ManagedTls(8443, List.of(shop), Https.Plain.REDIRECTED)).render())
        .contains(
            "redirect location https://%[req.hdr(host),host_only]:8443%[pathq] code 301 if !{ ssl_fc } !{ path /api/v1/my/status } METH_GET\n")
        .contains("code 308 if !{ ssl_fc } !{ path /api/v1/my/status }\n");
    assertThat(managed(new ManagedTls(443, List.of(shop), Https.Plain.REDIRECTED)).render())
        .contains("https://%[req.hdr(host),host_only]%[pathq] code 301");
  }

  /// It is the usual path of a health check, and what a person types.
  @Test
  void theStartPageIsSentToHttpsAlsoWhereTheHealthCheckAsksForIt() {
    var health = new HealthCheck.Http(Method.GET, "/", Optional.empty(), 200, 299);
    var tls =
        new ManagedTls(443, List.of(new CertificatePath("/x/shop.pem")), Https.Plain.REDIRECTED);
    assertThat(
            managed(
                    List.of(slot("app-1", "172.30.0.11", Use.SERVING)),
                    health,
                    new Front.Http(80, Optional.of(tls)))
                .render())
        .contains("code 301 if !{ ssl_fc } METH_GET\n")
        .contains("code 308 if !{ ssl_fc }\n");
  }

  @Test
  void aCertificateIsNamedByAPathAndNothingElse() {
    for (String bad : List.of("", "shop.pem", "/a b", "/a;b", "/a\n", "/a\"", "/a <<", "/*")) {
      assertThatThrownBy(() -> new CertificatePath(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
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
    assertThatThrownBy(() -> new HealthCheck.Http(Method.GET, path, Optional.empty(), 200, 200))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void impossibleConfigurationsCannotBeWritten() {
    assertThatThrownBy(() -> slot("app-1", "app.example", Use.SERVING))
        .hasMessageContaining("no IP address");
    assertThatThrownBy(() -> new Slot(new ServerName("a"), "10.0.0.1", 65_536, Use.SERVING))
        .hasMessageContaining("port 65536");
    assertThatThrownBy(() -> new HealthCheck.Http(Method.GET, "/", Optional.of("a b"), 200, 200))
        .hasMessageContaining("host");
    assertThatThrownBy(() -> new HealthCheck.Http(Method.GET, "/", Optional.empty(), 300, 200))
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
  void connectionsOfAnyProtocolAreSharedOutAndTheRealHaproxyAcceptsItWithoutAWarning()
      throws Exception {
    for (HealthCheck health :
        List.of(
            new HealthCheck.Talk(Optional.of("PING\r\n"), "+PONG"),
            new HealthCheck.Talk(Optional.empty(), "it's ${slots} \\ \"$HOME\" # ~\u00e9\r\n"),
            new HealthCheck.OpenPort(),
            HEALTH)) {
      ManagedConfig config =
          managed(List.of(slot("app-1", "172.30.0.11", Use.SERVING)), health, new Front.Tcp(6379));
      Path file = Files.writeString(folder.resolve("haproxy.cfg"), config.render());
      RealHaproxy.Verdict verdict = RealHaproxy.check(file);
      assertThat(verdict.words()).contains("Configuration file is valid").doesNotContain("WARNING");
      assertThat(config.render())
          .contains("    mode tcp\n", "    bind :6379\n", "    balance leastconn\n")
          .contains("    timeout tunnel 3600000ms\n")
          .doesNotContain("mode http", "forwardfor", "retry-on", "http-reuse", "pool-purge");
    }
  }

  @Test
  void whatIsSaidAndExpectedIsWrittenSoThatHaproxyTakesItAsItIs() {
    assertThat(new HealthCheck.Talk(Optional.of("PING\r\n"), "+PONG").lines())
        .isEqualTo(
            """
                option tcp-check
                tcp-check connect
                tcp-check send-binary 50494e470d0a comment 'PING'
                tcp-check expect string '+PONG'\
            """
                .stripTrailing());
    assertThat(new HealthCheck.Talk(Optional.of("a\nserver b"), "it's").lines())
        .contains("send-binary 610a7365727665722062\n")
        .endsWith("tcp-check expect binary 69742773");
    assertThatThrownBy(() -> new HealthCheck.Talk(Optional.empty(), ""))
        .isInstanceOf(IllegalArgumentException.class);
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

  private ManagedConfig managed(ManagedTls tls) {
    return managed(
        List.of(slot("app-1", "172.30.0.11", Use.SERVING)),
        HEALTH,
        new Front.Http(80, Optional.of(tls)));
  }

  private ManagedConfig managed(List<Slot> slots) {
    return managed(slots, HEALTH, new Front.Http(80, Optional.empty()));
  }

  private ManagedConfig managed(List<Slot> slots, HealthCheck health, Front front) {
    return new ManagedConfig(
        new BackendName("app"),
        slots,
        health,
        front,
        new AdminSocket(folder.resolve("admin.sock"), Optional.of(1001), "660"),
        new Privileges.DropTo(99, 99),
        1000,
        Timeouts.DEFAULT);
  }

  private static Slot slot(String name, String address, Use use) {
    return new Slot(new ServerName(name), address, 8080, use);
  }
}
