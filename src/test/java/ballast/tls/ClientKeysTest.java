package ballast.tls;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.tls.ClientKeys.Needs;
import ballast.tls.ClientKeys.Outcome;
import ballast.tls.TestCa.KeyForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientKeysTest {
  @TempDir private Path folder;
  private TestCa ca;
  private Path keys;

  @BeforeEach
  void issue() throws Exception {
    ca = TestCa.in(folder);
    keys = ca.docker("client", KeyForm.PKCS_1, 20);
  }

  private Outcome read(Needs needs, Instant now) {
    return new ClientKeys(keys, needs).read(folder, now);
  }

  private Outcome.Refused refused(Instant now) {
    assertThat(read(Needs.ALL, now)).isInstanceOf(Outcome.Refused.class);
    return (Outcome.Refused) read(Needs.ALL, now);
  }

  private Outcome.Refused refused() {
    return refused(Instant.now());
  }

  @Test
  void keysAreReadAndTheirEndIsToldTwoWeeksBefore() {
    assertThat(read(Needs.ALL, Instant.now()))
        .isInstanceOfSatisfying(
            Outcome.Ready.class, ready -> assertThat(ready.warnings()).isEmpty());
    assertThat(read(Needs.ALL, Instant.now().plus(Duration.ofDays(10))))
        .isInstanceOfSatisfying(
            Outcome.Ready.class,
            ready -> assertThat(ready.warnings()).singleElement().asString().contains("in 9 days"));
  }

  @Test
  void aHomeIsWrittenWithATilde() {
    assertThat(new ClientKeys(Path.of("~/client"), Needs.ALL).read(folder, Instant.now()))
        .isInstanceOf(Outcome.Ready.class);
  }

  @Test
  void whatIsOverOrNotYetGoodIsToldWithItsDay() {
    assertThat(refused(Instant.now().plus(Duration.ofDays(21))).why()).contains("it ended on");
    assertThat(refused(Instant.now().minus(Duration.ofDays(2))).why()).contains("not good before");
  }

  @Test
  void eachFileThatIsMissingIsToldByItsName() throws Exception {
    for (String name : new String[] {"key.pem", "cert.pem", "ca.pem"}) {
      Files.delete(keys.resolve(name));
      assertThat(refused().file()).isEqualTo(keys.resolve(name));
      assertThat(refused().why()).contains("no such file");
    }
    assertThat(read(Needs.THOSE_THERE, Instant.now())).isInstanceOf(Outcome.Ready.class);
  }

  @Test
  void aKeyThatIsOfNoUseIsToldWithoutAWordOfIt() throws Exception {
    Path key = keys.resolve("key.pem");
    String good = Files.readString(key);
    Files.writeString(key, good.replaceFirst("\n[A-Za-z0-9+/=]+\n", "\n"));
    assertThat(refused().why()).contains("broken");
    Files.writeString(key, "nothing");
    assertThat(refused().why()).contains("no private key");
    ca.openssl("genrsa -out other.key 2048");
    Files.writeString(key, ca.text("other.key"));
    assertThat(refused().why()).contains("not the key of cert.pem");
    ca.openssl("genpkey -algorithm ED25519 -out other.key");
    Files.writeString(key, ca.text("other.key"));
    assertThat(refused().why()).contains("not the key of cert.pem");
    ca.openssl("genrsa -aes128 -passout pass:abcd -out other.key 2048");
    Files.writeString(key, ca.text("other.key"));
    assertThat(refused().why()).contains("passphrase");
    Files.delete(key);
    Files.createDirectory(key);
    assertThat(refused().why()).contains("no regular file");
    assertThat(refused().toString()).doesNotContain(good.lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void garbageInsteadOfAKeyNeverGetsFurther() {
    byte[] garbage = new byte[64];
    for (String kind : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "X"}) {
      for (int first = 0; first < 256; first++) {
        garbage[0] = (byte) first;
        garbage[1] = (byte) (255 - first);
        assertThat(
                org.assertj.core.api.Assertions.catchThrowable(() -> KeyFile.parse(kind, garbage)))
            .isInstanceOf(Unusable.class);
      }
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> KeyFile.parse(kind, new byte[0])))
          .isInstanceOf(Unusable.class);
    }
  }
}
