package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.model.Https;
import ballast.model.Problem;
import ballast.model.Route;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What services that share a balancer know of each other.
class MemberTest {
  private static final Route SHOP =
      new Route(List.of("shop.example", "www.shop.example"), Optional.empty());
  private static final Route API = new Route(List.of("shop.example"), Optional.of("/api"));

  @Test
  void whatOneServiceWritesTheOthersReadAsItWas() {
    for (Member member :
        List.of(
            plain("shop", SHOP),
            plain("api", API),
            plain("rest", Route.REST),
            with("tls", SHOP, tls(443, Https.Plain.REDIRECTED)),
            with("both", API, tls(8443, Https.Plain.SERVED)))) {
      assertThat(Member.of(member.file("backend b\n"))).isEqualTo(member);
    }
  }

  @Test
  void theFileIsTheBackendWithWordsThatHaproxyTakesForComments() {
    assertThat(plain("shop", SHOP).file("backend shop\n    balance roundrobin\n"))
        .endsWith("}\nbackend shop\n    balance roundrobin\n")
        .startsWith("# Written by Ballast for shop.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "backend shop\n",
        "# ballast\n",
        "# ballast nonsense\n",
        "# ballast []\n",
        "# ballast {}\n",
        "# ballast {\"service\":\"a\",\"anchor\":\"b\",\"backend\":\"c d\",\"port\":80,\"health\":\"/\"}\n",
        "# ballast {\"service\":\"a\",\"anchor\":\"b\",\"backend\":\"c\",\"port\":\"x\",\"health\":\"/\"}\n",
        "# ballast {\"service\":\"a\",\"anchor\":\"b\",\"backend\":\"c\",\"port\":80,\"health\":\"/\",\"hosts\":[\"a } or { always_true\"]}\n",
        "# ballast {\"service\":\"a\",\"anchor\":\"b\",\"backend\":\"c\",\"port\":80,\"health\":\"/\",\"path\":\"/a\\nbind :1\"}\n",
        "# ballast {\"service\":{},\"anchor\":\"b\",\"backend\":\"c\",\"port\":80,\"health\":\"/\"}\n",
        "# ballast {\"service\":\"a\",\"anchor\":\"b\",\"backend\":\"c\",\"port\":80,\"health\":\"/ x\"}\n",
        "# ballast {\"service\":\"a\",\"anchor\":\"b\",\"backend\":\"c\",\"port\":80,\"health\":\"/\",\"https\":443}\n",
        "# ballast {\"service\":\"a\",\"anchor\":\"b\",\"backend\":\"c\",\"port\":80,\"health\":\"/\",\"hosts\":\"x\"}\n",
      })
  void aFileOfSomethingElseIsNotTakenForAService(String file) {
    assertThatThrownBy(() -> Member.of(file)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void narrowerAndWiderRoutesGoTogether() {
    assertThat(plain("shop", SHOP).against(plain("api", API))).isEmpty();
    assertThat(plain("shop", SHOP).against(plain("rest", Route.REST))).isEmpty();
    assertThat(
            plain("api", API)
                .against(plain("old", new Route(List.of("shop.example"), Optional.of("/api/v1")))))
        .isEmpty();
  }

  @Test
  void twoServicesCannotTakeTheSameRequests() {
    assertThat(plain("shop", SHOP).against(plain("other", SHOP)))
        .extracting(Problem::why)
        .containsExactly("both take shop.example", "both take www.shop.example");
    assertThat(plain("rest", Route.REST).against(plain("other", Route.REST)))
        .extracting(Problem::why)
        .containsExactly("both take whatever no other service takes");
  }

  @Test
  void whatElseTheyCannotBothHaveIsToldAtOnce() {
    var here = new Member("shop", "fe-1", new BackendName("app"), SHOP, 443, Optional.empty(), "/");
    var there =
        new Member(
            "api",
            "fe-2",
            new BackendName("app"),
            API,
            80,
            Optional.of(tls(443, Https.Plain.SERVED)),
            "/");
    assertThat(here.against(there))
        .extracting(Problem::why)
        .containsExactly(
            "its lock is on fe-2, that of shop on fe-1; they must exclude each other",
            "both have the backend app",
            "port 443 is plain HTTP for one and TLS for the other");
  }

  /// `shop` with `api-main.pem`, and `shop-api` with `main.pem`.
  @Test
  void twoServicesWhoseCertificatesAreOneFileOnTheHostsAreRefused() {
    var own = new CertificatePath("/x/tls-shop-api-main.pem");
    var tls = new ManagedTls(443, List.of(own), Https.Plain.SERVED);
    assertThat(with("shop", SHOP, tls).against(with("shop-api", API, tls)))
        .extracting(Problem::why)
        .containsExactly(
            "both have a certificate that is called tls-shop-api-main.pem on the hosts");
  }

  static Member plain(String service, Route route) {
    return new Member(
        service, "fe-1", new BackendName(service), route, 80, Optional.empty(), "/health");
  }

  static Member with(String service, Route route, ManagedTls tls) {
    return new Member(
        service, "fe-1", new BackendName(service), route, 80, Optional.of(tls), "/health");
  }

  private static ManagedTls tls(int port, Https.Plain plain) {
    return new ManagedTls(
        port, List.of(new CertificatePath("/x/a.pem"), new CertificatePath("/x/b.pem")), plain);
  }
}
