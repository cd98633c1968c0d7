package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.haproxy.RuntimeCertificates.Loaded;
import ballast.model.Secret;
import ballast.port.CallFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The conversation about a certificate, on what a real HAProxy answered.
class RuntimeCertificatesTest {
  private static final CertificatePath SHOP =
      new CertificatePath("/usr/local/etc/haproxy/tls-shop.pem");
  private static final String OLD = "9B783557BEDC8EF87C83100F1F5B03F5C56F0C24";
  private static final String NEW = "C153E32FB3102C7B94EBF7F9EEEB166018F8D1E4";
  private static final String KEY = "AAAAkeykeykeykeyAAAA";
  private static final Secret PEM = Secret.of("-----BEGIN X-----\n" + KEY + "\n-----END X-----\n");
  private static final String SERVES_NEW = "*new";

  private final List<String> asked = new ArrayList<>();
  private final ArrayDeque<String> answers = new ArrayDeque<>();

  @Test
  void aCertificateIsSetLookedAtCommittedAndLookedAtAgain() throws Exception {
    answers(
        "ssl-cert-list", "ssl-cert-set", "ssl-cert-shown-begun", "ssl-cert-committed", SERVES_NEW);
    assertThat(load()).isEqualTo(new Loaded.Serves());
    assertThat(asked)
        .containsExactly(
            "show ssl cert",
            "set ssl cert " + SHOP + " <<",
            "show ssl cert *" + SHOP,
            "commit ssl cert " + SHOP,
            "show ssl cert " + SHOP);
  }

  @Test
  void whatADeadSetupBeganIsForgottenFirst() throws Exception {
    answers(
        "ssl-cert-list-begun",
        "ssl-cert-aborted",
        "ssl-cert-set",
        "ssl-cert-shown-begun",
        "ssl-cert-committed",
        SERVES_NEW);
    assertThat(load()).isEqualTo(new Loaded.Serves());
    assertThat(asked.get(1)).isEqualTo("abort ssl cert " + SHOP);
  }

  @Test
  void aSetThatWentIntoAnotherFilesChangeIsNotCommitted() {
    answers(
        "ssl-cert-list",
        "ssl-cert-set",
        "ssl-cert-shown",
        "ssl-cert-list-begun",
        "ssl-cert-aborted");
    assertThatThrownBy(this::load)
        .isInstanceOf(CallFailed.class)
        .hasMessageContaining(OLD)
        .hasMessageContaining(NEW);
    assertThat(asked).noneMatch(line -> line.startsWith("commit"));
    assertThat(asked).last().isEqualTo("abort ssl cert " + SHOP);
  }

  @Test
  void aKeyThatDoesNotFitIsRefusedInHaproxysWordsAndForgotten() {
    answers(
        "ssl-cert-list",
        "ssl-cert-set",
        "ssl-cert-shown-begun",
        "ssl-cert-commit-wrong-key",
        "ssl-cert-list-begun",
        "ssl-cert-aborted");
    assertThatThrownBy(this::load)
        .isInstanceOf(CallFailed.class)
        .hasMessageContaining("inconsistencies between private key and certificate");
    assertThat(asked).last().isEqualTo("abort ssl cert " + SHOP);
  }

  @Test
  void anythingButItsAcceptanceIsARefusal() {
    for (String answer :
        List.of("ssl-cert-set-garbage", "ssl-cert-set-unknown", "ssl-cert-set-too-large")) {
      asked.clear();
      answers.clear();
      answers("ssl-cert-list", answer, "ssl-cert-list");
      assertThatThrownBy(this::load).as(answer).isInstanceOf(CallFailed.class);
    }
  }

  @Test
  void aCertificateLargerThanTheSocketTakesIsNotSent() throws Exception {
    Secret large = Secret.of("x".repeat(RuntimeTransport.LONGEST_PAYLOAD) + "\n");
    assertThat(certificates().load(SHOP, large, NEW)).isInstanceOf(Loaded.DidNotFit.class);
    assertThat(asked).isEmpty();
  }

  @Test
  void aWayThatTakesNoPayloadLeavesItToAReload() throws Exception {
    answers("ssl-cert-list", "!no shell there", "ssl-cert-list");
    assertThat(load()).isEqualTo(new Loaded.DidNotFit("no shell there"));
  }

  @Test
  void noWordOfTheKeyIsInAnErrorThoughHaproxyRepeatedIt() {
    String text = new String(PEM.reveal(), java.nio.charset.StandardCharsets.US_ASCII);
    answers("ssl-cert-list", "=[3]: what is " + text + "\n\n", "ssl-cert-list");
    assertThatThrownBy(this::load)
        .isInstanceOf(CallFailed.class)
        .hasMessageContaining("what is")
        .hasMessageNotContaining(KEY);
    var set = new RuntimeCommand.SetCertificate(SHOP, PEM);
    assertThat(set.line() + set).doesNotContain(KEY);
  }

  @Test
  void aCommitWhoseAnswerIsLostIsNotTakenForDone() {
    answers("ssl-cert-list", "ssl-cert-set", "ssl-cert-shown-begun", "!broken pipe");
    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            CallFailed.class,
            failed -> assertThat(failed.effect()).isEqualTo(CallFailed.Effect.UNKNOWN));
  }

  @Test
  void onlyALineOrALineWithItsPayloadIsSent() {
    assertThat(RuntimeTransport.wellFormed(new RuntimeCommand.SetCertificate(SHOP, PEM).request()))
        .isTrue();
    assertThat(RuntimeTransport.wellFormed("show info")).isTrue();
    for (String bad :
        List.of("", "a\nb", "a\n", "\n", "a <<\n", "a <<\nb\n\nc\n", "a <<\nb", "x".repeat(9000))) {
      assertThat(RuntimeTransport.wellFormed(bad)).as(bad).isFalse();
    }
  }

  private Loaded load() throws CallFailed, InterruptedException {
    return certificates().load(SHOP, PEM, NEW);
  }

  private void answers(String... names) {
    answers.addAll(List.of(names));
  }

  /// Recordings by name; `!` fails, `=` is an answer of its own.
  private RuntimeCertificates certificates() {
    return new RuntimeCertificates(
        "fe-1",
        (String line, Duration patience) -> {
          asked.add(
              line.lines().findFirst().orElseThrow().substring(RuntimeCommand.SEVERITY.length()));
          String next = answers.remove();
          return switch (next.charAt(0)) {
            case '!' -> throw new IOException(next.substring(1));
            case '=' -> next.substring(1);
            case '*' -> Recording.answer("2.6.12", "ssl-cert-shown").replace(OLD, NEW);
            default -> Recording.answer("2.6.12", next);
          };
        });
  }
}
