package ballast.tls;

import ballast.model.Certificate;
import ballast.model.Https;
import ballast.model.Lifetime;
import ballast.model.Secret;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Chain and private key in one text, each in base64 between its two lines (RFC 7468).
///
/// Whether the key fits the certificate is for HAProxy to say, which does before it uses them.
final class Pem {
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----\\s*");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=]{1,128}\\s*");
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String BOTH =
      "put the chain and its key into one file: cat fullchain.pem privkey.pem > shop.pem";
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private Pem() {}

  private record Block(String kind, List<String> lines) {
    boolean certificate() {
      return kind.equals(CERTIFICATE);
    }

    boolean key() {
      return kind.endsWith("PRIVATE KEY");
    }

    String text() {
      return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
          .formatted(kind, String.join("\n", lines), kind);
    }
  }

  /// Every certificate in the text, at least one; keys in it are passed over.
  static List<X509Certificate> certificates(String text) throws Unusable {
    var certificates = new ArrayList<X509Certificate>();
    for (Block block : blocks(text)) {
      if (block.certificate()) {
        certificates.add(certificate(block));
      }
    }
    if (certificates.isEmpty()) {
      throw new Unusable("there is no certificate in it", "write the file anew");
    }
    return certificates;
  }

  /// The only private key in the text.
  static PrivateKey privateKey(String text) throws Unusable {
    Block key = key(blocks(text), "write the file anew: openssl genpkey");
    try {
      return KeyFile.parse(key.kind(), Base64.getDecoder().decode(String.join("", key.lines())));
    } catch (IllegalArgumentException broken) {
      throw new Unusable("its key is broken", "write the file anew");
    }
  }

  static Certificate parse(Https.File file, String text) throws Unusable {
    List<Block> blocks = blocks(text);
    List<Block> chain = blocks.stream().filter(Block::certificate).toList();
    if (chain.isEmpty()) {
      throw new Unusable("there is no certificate in it", BOTH);
    }
    var certificates = new ArrayList<X509Certificate>();
    for (Block block : chain) {
      certificates.add(certificate(block));
    }
    X509Certificate first = certificates.getFirst();
    return new Certificate(
        file,
        Secret.of(
            String.join(
                "",
                Stream.concat(chain.stream(), Stream.of(key(blocks, BOTH)))
                    .map(Block::text)
                    .toList())),
        fingerprint(first),
        new Lifetime(first.getNotBefore().toInstant(), first.getNotAfter().toInstant()),
        names(first));
  }

  private static Block key(List<Block> blocks, String next) throws Unusable {
    List<Block> keys = blocks.stream().filter(Block::key).toList();
    if (keys.isEmpty()) {
      throw new Unusable("there is no private key in it", next);
    }
    if (keys.size() > 1) {
      throw new Unusable(
          "there are %d private keys in it".formatted(keys.size()), "leave one, the first one's");
    }
    Block key = keys.getFirst();
    if (key.kind().startsWith("ENCRYPTED")) {
      throw encrypted();
    }
    return key;
  }

  private static Unusable encrypted() {
    return new Unusable(
        "its private key has a passphrase, which nobody is there to type",
        "take it off: openssl pkey -in KEY -out PLAIN_KEY");
  }

  /// Whatever is outside of the blocks is for people.
  private static List<Block> blocks(String text) throws Unusable {
    var blocks = new ArrayList<Block>();
    var lines = text.lines().iterator();
    while (lines.hasNext()) {
      var begin = BEGIN.matcher(lines.next());
      if (!begin.matches()) {
        continue;
      }
      String kind = begin.group(1);
      String end = "-----END " + kind + "-----";
      var content = new ArrayList<String>();
      String line = lines.hasNext() ? lines.next().strip() : "";
      while (!line.equals(end)) {
        if (line.startsWith("Proc-Type:")) {
          throw encrypted();
        }
        if (!BASE64.matcher(line).matches()) {
          throw new Unusable(
              "its part '%s' is broken at line %d".formatted(kind, content.size() + 1),
              "write the file anew");
        }
        content.add(line);
        line = lines.hasNext() ? lines.next().strip() : "";
      }
      blocks.add(new Block(kind, content));
    }
    return blocks;
  }

  private static X509Certificate certificate(Block block) throws Unusable {
    try {
      java.security.cert.Certificate read =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(block.text().getBytes(StandardCharsets.US_ASCII)));
      if (read instanceof X509Certificate x509) {
        return x509;
      }
      throw new Unusable("it has a certificate that is not of X.509", "write the file anew");
    } catch (CertificateException broken) {
      throw new Unusable(
          "it has a certificate that cannot be read: " + broken.getMessage(),
          "write the file anew");
    }
  }

  private static String fingerprint(X509Certificate certificate) throws Unusable {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded());
      return HexFormat.of().withUpperCase().formatHex(hash);
    } catch (NoSuchAlgorithmException | CertificateException never) {
      throw new Unusable("its fingerprint cannot be told: " + never.getMessage(), "");
    }
  }

  private static List<String> names(X509Certificate certificate) throws Unusable {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name ->
                  name.get(0) instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateException unreadable) {
      throw new Unusable("its names cannot be read: " + unreadable.getMessage(), "");
    }
  }
}
