package ballast.view;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.CertificateView;
import ballast.model.CertificatesOfHost;
import ballast.model.Host;
import ballast.model.Lifetime;
import ballast.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateTextTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final Host ONE = new Host("fe-1");
  private static final Host TWO = new Host("fe-2");

  @Test
  void aCertificateOfAllHostsIsOneLine() {
    assertThat(lines(served(ONE, good(30)), served(TWO, good(30))))
        .containsExactly(
            "",
            "certificate certs/shop.pem for shop.example, www.shop.example,"
                + " good until 2026-12-23T10:00:00Z (in 30 days), on all 2 hosts");
  }

  @Test
  void aHostThatServesAnotherHasALineOfItsOwn() {
    assertThat(lines(served(ONE, good(30)), served(TWO, good(5))))
        .hasSize(3)
        .anyMatch(line -> line.endsWith("(in 30 days), on fe-1"))
        .anyMatch(line -> line.endsWith("(in 5 days: renew it, then ballast setup), on fe-2"));
  }

  @Test
  void whatIsOverOrNotYetGoodIsSaid() {
    assertThat(lines(served(ONE, good(-1)))).last().asString().contains("it is over: renew it");
    assertThat(
            CertificateText.lines(
                List.of(served(ONE, good(30))), NOW.minus(Duration.ofDays(90)), Palette.PLAIN))
        .last()
        .asString()
        .contains("not before 2026-10-24");
  }

  @Test
  void aHostThatDoesNotTellIsNotTakenForOneWithout() {
    var untold =
        new CertificatesOfHost.Untold(TWO, new Problem("HAProxy could not be asked", "gone", ""));
    assertThat(lines(served(ONE, good(30)), untold))
        .last()
        .isEqualTo("fe-2 does not tell its certificates: HAProxy could not be asked: gone");
    assertThat(CertificateJson.of(List.of(untold), NOW).toString()).contains("\"problem\":");
  }

  @Test
  void nothingIsSaidWhereTlsDoesNotEndThere() {
    assertThat(lines()).isEmpty();
  }

  @Test
  void programsGetEachHostWithDatesAndTheStage() {
    assertThat(CertificateJson.of(List.of(served(ONE, good(5))), NOW))
        .hasToString(
            "[{\"host\":\"fe-1\",\"file\":\"certs/shop.pem\","
                + "\"names\":[\"shop.example\",\"www.shop.example\"],\"fingerprint\":\"AB\","
                + "\"from\":\"2026-10-24T10:00:00Z\",\"until\":\"2026-11-28T10:00:00Z\","
                + "\"stage\":\"ending\"}]");
  }

  private static List<String> lines(CertificatesOfHost... hosts) {
    return CertificateText.lines(List.of(hosts), NOW, Palette.PLAIN);
  }

  private static CertificatesOfHost served(Host host, Lifetime lifetime) {
    return new CertificatesOfHost.Served(
        host,
        List.of(
            new CertificateView(
                "certs/shop.pem", "AB", lifetime, List.of("shop.example", "www.shop.example"))));
  }

  private static Lifetime good(int days) {
    return new Lifetime(NOW.minus(Duration.ofDays(30)), NOW.plus(Duration.ofDays(days)));
  }
}
