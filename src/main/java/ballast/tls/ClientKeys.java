package ballast.tls;

import ballast.model.Lifetime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// What shows an engine who asks, and proves here who answers: `ca.pem`, `cert.pem` and `key.pem`
/// in one folder, as Docker's own client has them.
///
/// @param folder where they are
/// @param needs which of them must be there
public record ClientKeys(Path folder, Needs needs) {
  private static final char[] NO_PASSWORD = new char[0];
  private static final byte[] PROBE = {'b', 'a', 'l', 'l', 'a', 's', 't'};

  /// Which of the three files must be there.
  public enum Needs {
    ALL,
    /// A context of Docker may have some of them: without `ca.pem` whom Java trusts is trusted,
    /// without `cert.pem` none is shown.
    THOSE_THERE
  }

  /// What came of reading them.
  public sealed interface Outcome {
    /// @param warnings what will be wrong soon, a sentence each
    record Ready(SSLContext context, List<String> warnings) implements Outcome {
      public Ready {
        warnings = List.copyOf(warnings);
      }
    }

    /// @param why without a word of what is in a key
    record Refused(Path file, String why, String next) implements Outcome {}
  }

  record Shown(List<X509Certificate> chain, PrivateKey key) {}

  /// Reads all of them anew.
  ///
  /// @param home what `~` stands for
  /// @param now as the clock on the wall shows it
  public Outcome read(Path home, Instant now) {
    var warnings = new ArrayList<String>();
    Path at = folder.resolve("ca.pem");
    try {
      List<X509Certificate> believed = List.of();
      if (wanted(at, home)) {
        believed = Pem.certificates(SmallFile.of(at, home).text());
        judge(at, believed.getFirst(), now, warnings);
      }
      Optional<Shown> shown = Optional.empty();
      at = folder.resolve("cert.pem");
      if (wanted(at, home)) {
        List<X509Certificate> chain = Pem.certificates(SmallFile.of(at, home).text());
        judge(at, chain.getFirst(), now, warnings);
        at = folder.resolve("key.pem");
        PrivateKey key = Pem.privateKey(SmallFile.of(at, home).text());
        fits(chain.getFirst(), key);
        shown = Optional.of(new Shown(chain, key));
      }
      return new Outcome.Ready(context(believed, shown), warnings);
    } catch (Unusable unusable) {
      return new Outcome.Refused(at, String.valueOf(unusable.getMessage()), unusable.next());
    } catch (GeneralSecurityException | IOException strange) {
      return new Outcome.Refused(
          at, "Java cannot use it: " + strange.getMessage(), "openssl x509 -text -in " + at);
    }
  }

  private boolean wanted(Path file, Path home) {
    return switch (needs) {
      case ALL -> true;
      case THOSE_THERE -> Files.exists(SmallFile.of(file, home).path());
    };
  }

  private static void judge(
      Path file, X509Certificate certificate, Instant now, List<String> warnings) throws Unusable {
    var lifetime =
        new Lifetime(certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    switch (lifetime.at(now)) {
      case GOOD -> {}
      case ENDING ->
          warnings.add(
              "%s ends on %s, in %d days: have a new one made"
                  .formatted(
                      file, lifetime.until(), Duration.between(now, lifetime.until()).toDays()));
      case OVER ->
          throw new Unusable("it ended on %s".formatted(lifetime.until()), "have a new one made");
      case NOT_YET ->
          throw new Unusable(
              "it is not good before %s".formatted(lifetime.from()),
              "wait until then, or see whether the clock of this machine is right");
    }
  }

  /// What one has signed the other must know.
  private static void fits(X509Certificate certificate, PrivateKey key)
      throws Unusable, GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    boolean same = key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm());
    if (same) {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      same = signature.verify(signed);
    }
    if (!same) {
      throw new Unusable(
          "it is not the key of cert.pem", "put the key there that the certificate was made for");
    }
  }

  static SSLContext context(List<X509Certificate> believed, Optional<Shown> shown)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    KeyManager[] keys = {};
    if (shown.isPresent()) {
      store.setKeyEntry(
          "client",
          shown.get().key(),
          NO_PASSWORD,
          shown.get().chain().toArray(X509Certificate[]::new));
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      keys = factory.getKeyManagers();
    }
    var context = SSLContext.getInstance("TLS");
    context.init(keys, trust(believed), null);
    return context;
  }

  /// None of one's own means Java's.
  private static TrustManager[] trust(List<X509Certificate> believed)
      throws GeneralSecurityException, IOException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (believed.isEmpty()) {
      factory.init((KeyStore) null);
    } else {
      KeyStore authorities = emptyStore();
      for (int i = 0; i < believed.size(); i++) {
        authorities.setCertificateEntry("ca" + i, believed.get(i));
      }
      factory.init(authorities);
    }
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
