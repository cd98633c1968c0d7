package ballast.tls;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Certificate;
import ballast.model.Https;
import ballast.model.Problem;
import ballast.tls.CertificateFiles.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateFilesTest {
  private final Path folder;
  private final TestCa ca;
  private final Path shop;

  CertificateFilesTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    ca = TestCa.in(folder);
    shop = ca.issue("shop.pem", "DNS:shop.example", "DNS:*.shop.example", "IP:127.0.0.1");
  }

  @Test
  void whatItIsForAndHowLongItIsGoodIsReadFromTheCertificate() throws Exception {
    Certificate read = read(shop);
    assertThat(read.names()).containsExactly("shop.example", "*.shop.example", "127.0.0.1");
    assertThat(Duration.between(Instant.now(), read.lifetime().until()).toDays()).isEqualTo(19);
    assertThat(read.fingerprint()).matches("[0-9A-F]{40}");
    assertThat(read).hasToString(shop.toString());
  }

  @Test
  void onlyChainAndKeyGoOnWhateverElseIsInTheFile() throws Exception {
    String windows = Files.readString(shop).replace("\n", "\r\n");
    Path chatty = ca.write("chatty.pem", "Bag Attributes\n\n  friendlyName: x\n", windows, "\n\n");
    String sent = new String(read(chatty).pem().reveal(), StandardCharsets.US_ASCII);
    assertThat(sent).isEqualTo(Files.readString(shop));
    assertThat(sent.lines()).noneMatch(String::isBlank);
  }

  @Test
  void whatIsWrongWithAFileIsToldApart() throws Exception {
    String chain = Files.readString(shop).replaceAll("(?s)-----BEGIN PRIVATE KEY.*", "");
    String key = Files.readString(shop).replaceAll("(?s).*(?=-----BEGIN PRIVATE KEY)", "");
    assertThat(why(folder.resolve("nowhere.pem"))).contains("no such file");
    assertThat(why(folder)).contains("no regular file");
    assertThat(why(ca.write("empty.pem"))).contains("no certificate");
    assertThat(why(ca.write("key-only.pem", key))).contains("no certificate");
    assertThat(why(ca.write("chain-only.pem", chain))).contains("no private key");
    assertThat(why(ca.write("two-keys.pem", chain, key, key))).contains("2 private keys");
    assertThat(why(ca.write("cut.pem", key, chain.substring(0, 300)))).contains("broken");
    assertThat(
            why(
                ca.write(
                    "junk.pem",
                    key,
                    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")))
        .contains("cannot be read");
    assertThat(why(ca.write("large.pem", "#".repeat(SmallFile.MOST_BYTES), chain, key)))
        .contains("larger than");
  }

  @Test
  void aKeyWithAPassphraseIsRefusedBeforeHaproxyWouldAskForIt() throws Exception {
    String chain = Files.readString(shop).replaceAll("(?s)-----BEGIN PRIVATE KEY.*", "");
    ca.openssl("pkcs8 -topk8 -in one.key -out new.key -passout pass:secret");
    ca.openssl("rsa -aes128 -traditional -in one.key -out old.key -passout pass:secret");
    assertThat(why(ca.write("new.pem", chain, ca.text("new.key")))).contains("passphrase");
    assertThat(why(ca.write("old.pem", chain, ca.text("old.key")))).contains("passphrase");
  }

  @Test
  void aCertificateThatIsOverOrNotYetGoodIsRefusedAndOneThatEndsSoonIsToldOf() {
    Instant now = Instant.now();
    assertThat(why(shop, now.plus(Duration.ofDays(21)))).contains("it ended on");
    assertThat(why(shop, now.minus(Duration.ofDays(1)))).contains("not good before");
    assertThat(warnings(now)).isEmpty();
    assertThat(warnings(now.plus(Duration.ofDays(7))))
        .singleElement()
        .asString()
        .contains("shop.pem ends on", "in 12 days", "ballast setup");
  }

  @Test
  void everyMistakeInEveryFileIsToldAtOnce() {
    Outcome outcome = outcome(Instant.now(), folder.resolve("a"), shop, folder.resolve("b"));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.problems()).hasSize(2));
  }

  @Test
  void noByteOfAKeyIsInAnythingThatIsPrinted() throws Exception {
    String key = ca.text("one.key").lines().skip(3).findFirst().orElseThrow();
    assertThat(Files.readString(shop)).contains(key);
    assertThat(outcome(Instant.now(), shop).toString()).doesNotContain(key);
    Path broken = ca.write("broken.pem", Files.readString(shop).replace(key, key + "!"));
    assertThat(outcome(Instant.now(), broken).toString()).doesNotContain(key).contains("broken");
  }

  private Certificate read(Path path) {
    return outcome(Instant.now(), path) instanceof Outcome.Read(var certificates, _)
        ? certificates.getFirst()
        : org.assertj.core.api.Assertions.fail(outcome(Instant.now(), path).toString());
  }

  private List<String> warnings(Instant now) {
    return outcome(now, shop) instanceof Outcome.Read(_, var warnings)
        ? warnings
        : org.assertj.core.api.Assertions.fail("refused");
  }

  private String why(Path path) {
    return why(path, Instant.now());
  }

  private String why(Path path, Instant now) {
    return outcome(now, path) instanceof Outcome.Refused(var problems)
        ? problems.stream().map(Problem::why).toList().toString()
        : "it was read";
  }

  private Outcome outcome(Instant now, Path... paths) {
    return new CertificateFiles(folder)
        .read(Https.of(443, Arrays.asList(paths), Https.Plain.SERVED).files(), now);
  }
}
