package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A second door to the test hosts' registry: behind TLS of a certificate authority of its own, and
/// for one user alone.
final class PrivateRegistry implements AutoCloseable {
  static final String USER = "ci";
  static final String PASSWORD = "correct horse";

  /// Of [#PASSWORD], in bcrypt: the registry takes no other.
  private static final String HASH = "$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2";

  private static final int PORT = 5443;
  private static final long UP_WITHIN_SECONDS = 20;

  private final String host;
  private final Process process;

  private PrivateRegistry(String host, Process process) {
    this.host = host;
    this.process = process;
  }

  /// @param images where the registry of the test hosts keeps its own
  static PrivateRegistry start(TestHosts hosts, Path folder, Path images)
      throws IOException, InterruptedException {
    String host = hosts.fact("IMAGE").replaceFirst(":.*", "");
    certificates(folder, host);
    Files.writeString(folder.resolve("htpasswd"), USER + ":" + HASH + "\n");
    Files.writeString(
        folder.resolve("registry.yml"),
        """
        version: 0.1
        log: {level: warn}
        storage: {filesystem: {rootdirectory: %s}}
        auth: {htpasswd: {realm: private, path: %s/htpasswd}}
        http:
          addr: "%s:%d"
          tls: {certificate: %s/server.crt, key: %s/server.key}
        """
            .formatted(images.toAbsolutePath(), folder, host, PORT, folder, folder));
    Process process =
        new ProcessBuilder("docker-registry", "serve", folder.resolve("registry.yml").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("registry.log").toFile())
            .start();
    var registry = new PrivateRegistry(host, process);
    registry.awaitUp(folder);
    String trust =
        "mkdir -p /etc/docker/certs.d/%s && printf %%s \"$1\" > /etc/docker/certs.d/%s/ca.crt"
            .formatted(registry.name(), registry.name());
    String authority = Files.readString(folder.resolve("ca.crt"));
    for (String name : hosts.pids().keySet()) {
      hosts.in(name, "sh", "-c", trust, "sh", authority);
    }
    return registry;
  }

  private static void certificates(Path folder, String host)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("san"), "subjectAltName=IP:" + host + "\n");
    openssl(
        folder,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.crt");
    openssl(
        folder,
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=registry -keyout server.key -out server.csr");
    openssl(
        folder,
        "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile san -out server.crt");
  }

  private static void openssl(Path folder, String arguments)
      throws IOException, InterruptedException {
    TestHosts.output(
        List.of("sh", "-c", "cd \"$1\" && openssl " + arguments, "sh", folder.toString()),
        Map.of());
  }

  private void awaitUp(Path folder) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(UP_WITHIN_SECONDS);
    while (true) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(host, PORT), 1_000);
        return;
      } catch (IOException notYet) {
        assertThat(process.isAlive() && System.nanoTime() < end)
            .as("the registry is up: %s", Files.readString(folder.resolve("registry.log")))
            .isTrue();
        Thread.sleep(50);
      }
    }
  }

  /// As images are named.
  String name() {
    return host + ":" + PORT;
  }

  /// A config.json of Docker's that has this password for it.
  String dockerConfig(String password) {
    String auth =
        Base64.getEncoder()
            .encodeToString((USER + ":" + password).getBytes(StandardCharsets.UTF_8));
    return "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(name(), auth);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
