package ballast.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;

/// Reads a private key in any form that OpenSSL writes one: PKCS#8, which the JDK reads itself, or
/// the older forms of RSA (PKCS#1) and elliptic curves (SEC 1), which PKCS#8 is put around.
///
/// ```
/// PKCS#8 (RFC 5208)  SEQUENCE { INTEGER 0, SEQUENCE { algorithm, parameters }, OCTET STRING { the key } }
/// SEC 1 (RFC 5915)   SEQUENCE { INTEGER 1, OCTET STRING, [0] { the curve }, [1] { BIT STRING } }
/// ```
final class KeyFile {
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int CURVE = 0xa0;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  /// `OID 1.2.840.113549.1.1.1, NULL`
  private static final byte[] RSA = {
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /// `OID 1.2.840.10045.2.1`
  private static final byte[] ELLIPTIC = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final String ANEW = "write it anew: openssl pkey -in KEY -out NEW_KEY";

  private KeyFile() {}

  /// @param kind what the PEM block calls itself
  static PrivateKey parse(String kind, byte[] der) throws Unusable {
    return switch (kind) {
      case "PRIVATE KEY" -> read(der);
      case "RSA PRIVATE KEY" -> read(around(RSA, der));
      case "EC PRIVATE KEY" -> read(around(join(ELLIPTIC, curve(der)), der));
      default -> throw new Unusable("a %s is of no use here".formatted(kind), ANEW);
    };
  }

  private static PrivateKey read(byte[] pkcs8) throws Unusable {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException another) {
        // of another algorithm, or of none
      } catch (GeneralSecurityException absent) {
        throw new Unusable("this Java knows no keys of " + algorithm, "use another Java");
      }
    }
    throw new Unusable("its key is neither of RSA, nor EC, nor Ed25519, or it is broken", ANEW);
  }

  private static byte[] around(byte[] algorithm, byte[] key) {
    return element(
        SEQUENCE, join(join(VERSION_0, element(SEQUENCE, algorithm)), element(OCTET_STRING, key)));
  }

  /// The curve's name, which SEC 1 has inside and PKCS#8 outside.
  private static byte[] curve(byte[] sec1) throws Unusable {
    ByteBuffer inner = content(ByteBuffer.wrap(sec1), SEQUENCE);
    while (inner.hasRemaining()) {
      int tag = inner.get(inner.position()) & 0xff;
      ByteBuffer value = content(inner, tag);
      if (tag == CURVE) {
        byte[] name = new byte[value.remaining()];
        value.get(name);
        return name;
      }
    }
    throw new Unusable("its key does not say of which curve it is", ANEW);
  }

  /// What the next element holds; the buffer goes on behind it.
  private static ByteBuffer content(ByteBuffer der, int tag) throws Unusable {
    if (der.remaining() < 2 || (der.get() & 0xff) != tag) {
      throw broken();
    }
    int length = der.get() & 0xff;
    if (length >= 0x80) {
      int bytes = length & 0x7f;
      if (bytes == 0 || bytes > 2 || der.remaining() < bytes) {
        throw broken();
      }
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = (length << 8) | (der.get() & 0xff);
      }
    }
    if (length > der.remaining()) {
      throw broken();
    }
    ByteBuffer content = der.slice(der.position(), length);
    der.position(der.position() + length);
    return content;
  }

  private static Unusable broken() {
    return new Unusable("its key is broken", ANEW);
  }

  private static byte[] element(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
