package ballast.docker;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Https;
import ballast.model.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BalancerFilesTest {
  private static final Secret ONE = Secret.of("the key of one");
  private static final Secret TWO = Secret.of("the key of two");

  @Test
  void aCertificateWhoseContentIsAnotherIsFoundByItsPrint() {
    var before = files(Map.of("tls-a.pem", ONE, "tls-b.pem", TWO));
    assertThat(before.otherThan(before.prints())).isEmpty();
    assertThat(files(Map.of("tls-a.pem", TWO, "tls-b.pem", TWO)).otherThan(before.prints()))
        .containsExactly("tls-a.pem");
  }

  @Test
  void whatIsNotKnownToBeLoadedIsAnother() {
    var files = files(Map.of("tls-a.pem", ONE));
    for (String unknown : List.of("", "tls-a.pem ?\n", "tls-a.pem\n", "nonsense", "\0\n \n")) {
      assertThat(files.otherThan(unknown)).as(unknown).containsExactly("tls-a.pem");
    }
  }

  @Test
  void noKeyIsInWhatIsWrittenDownOrPrinted() {
    var files = files(Map.of("tls-a.pem", ONE));
    assertThat(files.prints() + files).doesNotContain("the key");
  }

  @Test
  void certificatesAreForRootAloneAndComeBeforeTheConfigThatNamesThem() {
    List<Tar.Entry> entries = files(Map.of("tls-a.pem", ONE)).entries("etc/");
    assertThat(entries)
        .extracting(Tar.Entry::name)
        .containsExactly("etc/tls-a.pem", "etc/haproxy.cfg");
    assertThat(entries.getFirst().mode()).isEqualTo(0600);
    assertThat(new String(Tar.of(entries), StandardCharsets.US_ASCII)).contains("the key of one");
  }

  @Test
  void itListensInTheHostsNetworkAndAnotherPortIsAnotherContainer() {
    var plain = body(BalancerFiles.plain("bind :80"));
    var tls = body(BalancerFiles.plain("bind :80\n bind :8443 ssl crt a.pem"));
    assertThat(plain.serving("life", BalancerBody.Start.ALONE).toString())
        .contains("\"NetworkMode\":\"host\"")
        .doesNotContain("PortBindings");
    assertThat(tls.settings()).isNotEqualTo(plain.settings());
  }

  @Test
  void theFirstComesBackAlwaysAndASuccessorOnlyWhenItHasProvenItself() {
    assertThat(body(files(Map.of())).serving("life", BalancerBody.Start.ALONE).toString())
        .contains("\"RestartPolicy\":{\"Name\":\"always\"}", "BALLAST_LIFE=life")
        .doesNotContain("\"-x\"");
    assertThat(body(files(Map.of())).serving("life", BalancerBody.Start.BESIDE_ANOTHER).toString())
        .contains(
            "\"RestartPolicy\":{\"Name\":\"no\"}",
            "BALLAST_LIFE=life",
            "\"-x\",\"/run/ballast/admin.sock\"");
  }

  @Test
  void theContainerThatChecksHasNoFolderInCommonWithTheOneThatServes() {
    assertThat(body(files(Map.of())).checking().toString()).doesNotContain("Binds", "/run/ballast");
  }

  @Test
  void filesOfOneNameAreToldApartOnTheHosts() {
    var paths =
        List.of(
            Path.of("a/fullchain.pem"),
            Path.of("b/fullchain.pem"),
            Path.of("fullchain-2.pem"),
            Path.of("odd name;x.crt"));
    assertThat(Https.of(443, paths, Https.Plain.SERVED).files())
        .extracting(Https.File::name)
        .containsExactly(
            "tls-fullchain.pem",
            "tls-fullchain-2.pem",
            "tls-fullchain-2-2.pem",
            "tls-odd_name_x.crt.pem");
  }

  @Test
  void whatABalancerListensOnIsToldByItsText() {
    var texts =
        BalancerFiles.shared(
            "shop", "frontend http\n    bind :8080\n    bind :443 ssl crt x\n", "backend shop\n");
    assertThat(new BalancerFiles(texts, new TreeMap<>()).ports()).containsExactly("443", "8080");
  }

  @Test
  void aPortThatOnlyATemplateHasIsAnotherContainerToo() {
    String own = "frontend in\n\tbind *:80\n  bind 0.0.0.0:443,127.0.0.1:9000 name a\n";
    String more =
        own + "  bind :::80 v4v6\n  bind :7000-7010\n  bind /run/a.sock\n  bind unix@/run/b.sock\n";
    assertThat(BalancerFiles.plain(own).ports()).containsExactly("80", "443", "127.0.0.1:9000");
    assertThat(BalancerFiles.plain(more).ports())
        .containsExactly("80", "443", ":::80", "7000-7010", "127.0.0.1:9000");
    assertThat(body(BalancerFiles.plain(more)).settings())
        .isNotEqualTo(body(BalancerFiles.plain(own)).settings());
  }

  @Test
  void whatAServiceHasOfASharedBalancerIsAFileOfItsOwn() {
    var files =
        new BalancerFiles(BalancerFiles.shared("shop", "front\n", "own\n"), new TreeMap<>());
    assertThat(files.entries(""))
        .extracting(Tar.Entry::name)
        .containsExactly("haproxy.cfg", "shared.d/", "shared.d/shop.cfg");
  }

  private static BalancerBody body(BalancerFiles files) {
    return new BalancerBody("pxapp", Samples.managed(), "sha256:1", files.ports(), 998);
  }

  private static BalancerFiles files(Map<String, Secret> certificates) {
    return new BalancerFiles("global\n", new TreeMap<>(certificates));
  }
}
