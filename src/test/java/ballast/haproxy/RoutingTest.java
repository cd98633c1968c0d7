package ballast.haproxy;

import static ballast.haproxy.MemberTest.plain;
import static ballast.haproxy.MemberTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.haproxy.ManagedConfig.AdminSocket;
import ballast.haproxy.ManagedConfig.Privileges;
import ballast.haproxy.ManagedConfig.Slot;
import ballast.haproxy.ManagedConfig.Timeouts;
import ballast.haproxy.ManagedConfig.Use;
import ballast.model.Https;
import ballast.model.Route;
import ballast.tls.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The frontend of several services.
class RoutingTest {
  private static final List<Member> MEMBERS =
      List.of(
          plain("rest", Route.REST),
          plain("shop", new Route(List.of("shop.example", "www.shop.example"), Optional.empty())),
          plain("api", new Route(List.of("shop.example"), Optional.of("/api"))),
          plain("static", new Route(List.of(), Optional.of("/static/images"))));

  @TempDir Path folder;

  @Test
  void whoeverSetsUpWritesTheSame() {
    String text = Routing.frontend(new Front.Shared(MEMBERS).members());
    var others = new ArrayList<>(MEMBERS);
    Collections.reverse(others);
    assertThat(Routing.frontend(new Front.Shared(others).members())).isEqualTo(text);
  }

  @Test
  void theNarrowestRouteIsSetLast() {
    assertThat(Routing.frontend(MEMBERS).lines().filter(line -> line.contains("set-var")))
        .extracting(line -> line.replaceAll(".*str\\(([a-z]+)\\).*", "$1"))
        .containsExactly("rest", "static", "shop", "shop", "api");
  }

  @Test
  void onlyTheServiceThatWantsItSendsItsClientsToHttps() throws Exception {
    TestCa ca = TestCa.in(folder.resolve("ca"));
    var one = new CertificatePath(ca.issue("one.pem", "DNS:shop.example").toString());
    var two = new CertificatePath(ca.issue("two.pem", "DNS:api.example").toString());
    List<Member> members =
        List.of(
            plain("rest", Route.REST),
            with(
                "api",
                new Route(List.of("api.example"), Optional.empty()),
                new ManagedTls(8443, List.of(two), Https.Plain.SERVED)),
            with(
                "shop",
                new Route(List.of("shop.example"), Optional.empty()),
                new ManagedTls(8443, List.of(one), Https.Plain.REDIRECTED)));
    String frontend = accepted(members);
    assertThat(frontend)
        .contains("    bind :80\n    bind :8443 ssl crt " + two + " crt " + one + " alpn h2");
    assertThat(frontend.lines().filter(line -> line.contains("redirect")))
        .hasSize(2)
        .allMatch(line -> line.endsWith("{ var(txn.backend) -m str shop }"));
  }

  @Test
  void theRealHaproxyAcceptsItWithoutAWarning() throws Exception {
    assertThat(accepted(MEMBERS)).contains("bind :80\n").doesNotContain("ssl", "${");
  }

  private String accepted(List<Member> members) throws Exception {
    ManagedConfig.Sections sections = config(members).sections();
    String backends =
        String.join(
            "\n",
            members.stream()
                .map(member -> member.file("backend %s\n".formatted(member.backend())))
                .toList());
    Path file =
        Files.writeString(folder.resolve("haproxy.cfg"), sections.shared() + "\n" + backends);
    RealHaproxy.Verdict verdict = RealHaproxy.check(file);
    assertThat(verdict.words()).contains("Configuration file is valid").doesNotContain("WARNING");
    return sections.frontend();
  }

  private ManagedConfig config(List<Member> members) {
    return new ManagedConfig(
        new BackendName("shop"),
        List.of(new Slot(new ServerName("shop-1"), "172.30.77.11", 8080, Use.SERVING)),
        new HealthCheck.OpenPort(),
        new Front.Shared(members),
        new AdminSocket(folder.resolve("a.sock"), Optional.empty(), "600"),
        new Privileges.AsStarted(),
        100,
        Timeouts.DEFAULT);
  }

  @Test
  void aServerThatIsClosedAtTheStartIsFoundInTheText() {
    assertThat(
            ManagedConfig.closed(
                """
                backend b
                    server b-1 10.0.0.1:80
                    server b-2 10.0.0.2:80 disabled
                    server b-3 10.0.0.3:80 weight 3 disabled
                    # server b-4 10.0.0.3:80 disabled
                    server disabled 10.0.0.4:80
                """))
        .containsExactlyInAnyOrder("b-2", "b-3");
  }
}
