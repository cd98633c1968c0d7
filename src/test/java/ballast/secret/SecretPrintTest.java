package ballast.secret;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Secret;
import org.junit.jupiter.api.Test;

class SecretPrintTest {
  private static final Secret VALUE = Secret.of("hunter2");

  /// Computed with Python's hashlib.pbkdf2_hmac: what one controller writes, every other must find.
  @Test
  void thePrintIsTheSameOnEveryMachineAndStays() {
    assertThat(SecretPrint.of("shop", "DB", VALUE)).isEqualTo("63ec4f4b");
  }

  @Test
  void theSameValueElsewhereHasAnotherPrint() {
    assertThat(SecretPrint.of("shop", "DB", VALUE))
        .isNotEqualTo(SecretPrint.of("shop", "TOKEN", VALUE))
        .isNotEqualTo(SecretPrint.of("blog", "DB", VALUE))
        .isNotEqualTo(SecretPrint.of("shop", "DB", Secret.of("hunter3")));
  }

  @Test
  void valuesThatAreNoTextHavePrintsOfTheirOwn() {
    assertThat(SecretPrint.of("shop", "DB", Secret.of(new byte[] {(byte) 0xff})))
        .isNotEqualTo(SecretPrint.of("shop", "DB", Secret.of(new byte[] {(byte) 0xfe})));
  }
}
