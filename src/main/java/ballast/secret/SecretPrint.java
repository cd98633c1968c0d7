package ballast.secret;

import ballast.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Tells whether a secret has changed, from nothing but what every controller knows.
///
/// Whoever reads the print in a label can try values against it. So each try is made to cost
/// [#ITERATIONS] rounds of HMAC-SHA256, prints of the same value differ by service and name, and
/// only [#BYTES] are kept: see docs/decisions/0020-secrets.md.
public final class SecretPrint {
  /// What OWASP asks of PBKDF2 with HMAC-SHA256 for stored passwords; about 0.2 s.
  private static final int ITERATIONS = 600_000;

  private static final int BYTES = 4;
  private static final String ALGORITHM = "PBKDF2WithHmacSHA256";

  private SecretPrint() {}

  /// Eight hexadecimal digits.
  public static String of(String service, String name, Secret value) {
    String salt = "ballast secret 1\0" + service + "\0" + name;
    char[] letters = letters(value);
    var spec =
        new PBEKeySpec(
            letters, salt.getBytes(StandardCharsets.UTF_8), ITERATIONS, BYTES * Byte.SIZE);
    try {
      return HexFormat.of()
          .formatHex(SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  /// One letter a byte, so that values which are no text have prints of their own, too.
  private static char[] letters(Secret value) {
    byte[] bytes = value.reveal();
    var letters = new char[bytes.length];
    for (int at = 0; at < bytes.length; at++) {
      letters[at] = (char) (bytes[at] & 0xff);
    }
    return letters;
  }
}
