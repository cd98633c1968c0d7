package ballast.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// A certificate authority of a test's own, made by OpenSSL in a folder.
public final class TestCa {
  private static final DateTimeFormatter OPENSSL =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path folder;

  private TestCa(Path folder) {
    this.folder = folder;
  }

  /// Makes it, good for thirty days.
  public static TestCa in(Path folder) throws IOException, InterruptedException {
    var ca = new TestCa(Files.createDirectories(folder));
    ca.openssl(
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 30 -subj /CN=TestCA");
    return ca;
  }

  /// Its own certificate, for those who are to trust it.
  public Path certificate() {
    return folder.resolve("ca.crt");
  }

  /// Chain and key in one file, good for twenty days from now.
  ///
  /// @param names as OpenSSL has them: `DNS:shop.example`, `IP:127.0.0.1`
  public Path issue(String file, String... names) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("names"), "subjectAltName=" + String.join(",", names) + "\n");
    openssl("req -newkey rsa:2048 -nodes -keyout one.key -out one.csr -subj /CN=" + file);
    openssl(
        "x509 -req -in one.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out one.crt -days 20 -extfile names");
    return write(file, text("one.crt"), text("ca.crt"), text("one.key"));
  }

  /// How a key is written.
  public enum KeyForm {
    PKCS_8("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out one.key"),
    PKCS_1("genrsa -traditional -out one.key 2048"),
    SEC_1("ecparam -genkey -name prime256v1 -out one.key"),
    EC_PKCS_8("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out one.key"),
    ED25519("genpkey -algorithm ED25519 -out one.key");

    private final String command;

    KeyForm(String command) {
      this.command = command;
    }
  }

  /// A folder with `ca.pem`, `cert.pem` and `key.pem`, as Docker has them.
  ///
  /// @param days how long it is good; it is over already where that is negative
  /// @param names as OpenSSL has them; none for a client
  public Path docker(String name, KeyForm form, int days, String... names)
      throws IOException, InterruptedException {
    Path keys = Files.createDirectories(folder.resolve(name));
    String use = names.length == 0 ? "clientAuth" : "serverAuth";
    String alt = names.length == 0 ? "" : "subjectAltName=" + String.join(",", names) + "\n";
    Files.writeString(folder.resolve("names"), "extendedKeyUsage=" + use + "\n" + alt);
    openssl(form.command);
    openssl("req -new -key one.key -out one.csr -subj /CN=" + name);
    Instant end = Instant.now().plus(Duration.ofDays(days));
    Instant start = days < 0 ? end.minus(Duration.ofDays(1)) : Instant.now().minusSeconds(3600);
    write(
        "ca.cnf",
        "[ca]\ndefault_ca=d\n[d]\ndatabase=index\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n",
        "unique_subject=no\nrand_serial=yes\n[p]\ncommonName=supplied\n");
    write("index");
    openssl(
        "ca -batch -notext -config ca.cnf -cert ca.crt -keyfile ca.key -in one.csr -out one.crt -extfile names -startdate %s -enddate %s"
            .formatted(OPENSSL.format(start), OPENSSL.format(end)));
    Files.writeString(keys.resolve("ca.pem"), text("ca.crt"));
    Files.writeString(keys.resolve("cert.pem"), text("one.crt"));
    Files.writeString(keys.resolve("key.pem"), text("one.key"));
    return keys;
  }

  /// What the three files in such a folder make, whether they are still good or not.
  public static SSLContext context(Path keys) throws Exception {
    return ClientKeys.context(
        Pem.certificates(Files.readString(keys.resolve("ca.pem"))),
        Optional.of(
            new ClientKeys.Shown(
                Pem.certificates(Files.readString(keys.resolve("cert.pem"))),
                Pem.privateKey(Files.readString(keys.resolve("key.pem"))))));
  }

  /// The certificate of one file with the key of another.
  public Path mixed(String file, Path certificate, Path key) throws IOException {
    String one = Files.readString(certificate);
    String other = Files.readString(key);
    int at = other.indexOf("-----BEGIN PRIVATE KEY");
    return write(
        file, one.substring(0, one.indexOf("-----BEGIN PRIVATE KEY")), other.substring(at));
  }

  public Path write(String file, String... parts) throws IOException {
    return Files.writeString(folder.resolve(file), String.join("", parts));
  }

  /// What OpenSSL leaves in a file, or made last: `one.crt`, `one.key`.
  public String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  /// Runs it in the folder.
  public void openssl(String arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("openssl %s%n%s", arguments, said).isZero();
  }
}
