package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShownCertificateTest {
  private static final String VERSION = "2.6.12";
  private static final String SHOWN = Recording.answer(VERSION, "ssl-cert-shown");
  private static final CertificatePath SHOP =
      new CertificatePath("/usr/local/etc/haproxy/tls-shop.pem");

  @Test
  void whatHaproxyServesIsToldWithItsNamesAndItsEnd() throws Exception {
    ShownCertificate shown = ShownCertificate.parse(SHOWN);
    assertThat(shown.file()).isEqualTo(SHOP);
    assertThat(shown.fingerprint()).isEqualTo("9B783557BEDC8EF87C83100F1F5B03F5C56F0C24");
    assertThat(shown.lifetime().until()).isEqualTo(Instant.parse("2026-12-13T04:02:55Z"));
    assertThat(shown.names()).containsExactly("shop.example", "www.shop.example");
  }

  @Test
  void whatWasSetAndNotCommittedIsOfTheSameFile() throws Exception {
    ShownCertificate begun =
        ShownCertificate.parse(Recording.answer(VERSION, "ssl-cert-shown-begun"));
    assertThat(begun.file()).isEqualTo(SHOP);
    assertThat(begun.fingerprint()).isNotEqualTo(ShownCertificate.parse(SHOWN).fingerprint());
  }

  @Test
  void aDayOfOneDigitIsPaddedByOpenssl() throws Exception {
    assertThat(ShownCertificate.parse(SHOWN.replace("Dec 13", "Dec  3")).lifetime().until())
        .isEqualTo(Instant.parse("2026-12-03T04:02:55Z"));
  }

  @Test
  void theChangeThatSomeoneBeganIsFoundInTheList() throws Exception {
    assertThat(ShownCertificate.begun(Recording.answer(VERSION, "ssl-cert-list"))).isEmpty();
    assertThat(ShownCertificate.begun(Recording.answer(VERSION, "ssl-cert-list-begun")))
        .containsExactly(SHOP);
  }

  @Test
  void anythingElseIsAnError() {
    for (String reply :
        List.of(
            "",
            "\n",
            "\n\n",
            Recording.answer(VERSION, "ssl-cert-unknown"),
            "[3]: Permission denied\n\n",
            "Filename: /a\n\n",
            SHOWN.replace("FingerPrint: 9B", "FingerPrint: "),
            SHOWN.replace("notAfter: Dec 13", "notAfter: Bad time"),
            SHOWN.replace("tls-shop.pem", "tls shop;reload"),
            "x".repeat(1_000_000))) {
      assertThatThrownBy(() -> ShownCertificate.parse(reply)).isInstanceOf(UnreadableReply.class);
      assertThatThrownBy(() -> ShownCertificate.begun(reply)).isInstanceOf(UnreadableReply.class);
    }
  }

  @Test
  void anAnswerCutAnywhereIsAnError() {
    String list = Recording.answer(VERSION, "ssl-cert-list-begun");
    for (int end = 0; end < SHOWN.length() - 1; end++) {
      String cut = SHOWN.substring(0, end);
      assertThatThrownBy(() -> ShownCertificate.parse(cut)).isInstanceOf(UnreadableReply.class);
    }
    for (int end = 0; end < list.length() - 1; end++) {
      String cut = list.substring(0, end);
      assertThatThrownBy(() -> ShownCertificate.begun(cut)).isInstanceOf(UnreadableReply.class);
    }
  }

  @Test
  void garbledBytesAreAnErrorOrAnAnswerButNothingElse() {
    var random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      var garbled = new StringBuilder(SHOWN);
      garbled.setCharAt(random.nextInt(SHOWN.length()), (char) random.nextInt(300));
      try {
        assertThat(ShownCertificate.parse(garbled.toString())).isNotNull();
      } catch (UnreadableReply expected) {
        assertThat(expected).hasMessageNotContaining("\n");
      }
    }
  }
}
