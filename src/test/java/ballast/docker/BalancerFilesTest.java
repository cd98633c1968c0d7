package ballast.docker;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.BalancerChoice;
import ballast.model.Https;
import ballast.model.NamePattern;
import ballast.model.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    var plain = body(Optional.empty());
    var tls = body(Optional.of(Https.of(8443, List.of(Path.of("a.pem")), Https.Plain.SERVED)));
    assertThat(plain.serving("life", BalancerBody.Start.ALONE).toString())
        .contains("\"NetworkMode\":\"host\"")
        .doesNotContain("PortBindings");
    assertThat(tls.settings()).isNotEqualTo(plain.settings());
  }

  @Test
  void theFirstComesBackAlwaysAndASuccessorOnlyWhenItHasProvenItself() {
    assertThat(body(Optional.empty()).serving("life", BalancerBody.Start.ALONE).toString())
        .contains("\"RestartPolicy\":{\"Name\":\"always\"}", "BALLAST_LIFE=life")
        .doesNotContain("\"-x\"");
    assertThat(body(Optional.empty()).serving("life", BalancerBody.Start.BESIDE_ANOTHER).toString())
        .contains(
            "\"RestartPolicy\":{\"Name\":\"no\"}",
            "BALLAST_LIFE=life",
            "\"-x\",\"/run/ballast/admin.sock\"");
  }

  @Test
  void theContainerThatChecksHasNoFolderInCommonWithTheOneThatServes() {
    assertThat(body(Optional.empty()).checking().toString())
        .doesNotContain("Binds", "/run/ballast");
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
  void whatASharedBalancerListensOnIsToldByItsText() {
    var texts =
        BalancerFiles.shared(
            "shop", "frontend http\n    bind :8080\n    bind :443 ssl crt x\n", "backend shop\n");
    assertThat(new BalancerFiles(texts, new TreeMap<>()).ports()).containsExactly(443, 8080);
  }

  @Test
  void whatAServiceHasOfASharedBalancerIsAFileOfItsOwn() {
    var files =
        new BalancerFiles(BalancerFiles.shared("shop", "front\n", "own\n"), new TreeMap<>());
    assertThat(files.entries(""))
        .extracting(Tar.Entry::name)
        .containsExactly("haproxy.cfg", "shared.d/", "shared.d/shop.cfg");
  }

  private static BalancerBody body(Optional<Https> https) {
    var choice =
        new BalancerChoice.Managed(
            "pxapp",
            new NamePattern("pxapp-{slot}"),
            "haproxy:3.0",
            new BalancerChoice.Entrance.Http(80, https),
            "172.30.77");
    return new BalancerBody("pxapp", choice, "sha256:1", choice.ports(), 998);
  }

  private static BalancerFiles files(Map<String, Secret> certificates) {
    return new BalancerFiles("global\n", new TreeMap<>(certificates));
  }
}
