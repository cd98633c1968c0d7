package ballast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ballast.docker.ManagedBalancer.Done;
import ballast.haproxy.CertificatePath;
import ballast.haproxy.RuntimeCertificates;
import ballast.haproxy.RuntimeEnvironment;
import ballast.haproxy.UnixTransport;
import ballast.model.BalancerChoice;
import ballast.model.Certificate;
import ballast.model.HostView;
import ballast.model.Https;
import ballast.model.NamePattern;
import ballast.model.Secret;
import ballast.model.Standing;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.tls.CertificateFiles;
import ballast.tls.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// On a real Docker Engine and a real HAProxy.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagedBalancerLiveTest {
  private static final String SERVICE = "bltest";

  @TempDir Path folder;
  private final PrivateEngine docker;
  private final DockerClient client;

  ManagedBalancerLiveTest() throws IOException, InterruptedException {
    docker = PrivateEngine.start();
    client = new DockerClient("fe-1", docker.socket(), Limits.defaults());
  }

  @BeforeAll
  void publish() throws Exception {
    docker.publishPrograms("haproxy", "1", List.of("/usr/sbin/haproxy", "/usr/bin/socat"));
  }

  @AfterAll
  void stop() throws Exception {
    client.close();
    docker.stop();
    try (var left = Files.list(Path.of("/run/ballast", SERVICE))) {
      for (Path one : left.toList()) {
        Files.delete(one);
      }
    }
    Files.delete(Path.of("/run/ballast", SERVICE));
  }

  private ManagedBalancer balancer() {
    return new ManagedBalancer(
        SERVICE,
        new BalancerChoice.Managed(
            "b",
            new NamePattern("s-{slot}"),
            docker.registry() + "/haproxy:1",
            new BalancerChoice.Entrance.Http(28_180, Optional.empty()),
            "172.30.78"),
        client);
  }

  private Done setUp(String config, long gid) throws Exception {
    return balancer()
        .setUp(
            BalancerFiles.plain(config),
            gid,
            ManagedBalancer.Guard.OPEN,
            running(_ -> new ManagedBalancer.Certified.Serves()),
            Engine.PullWatch.TO_THE_END);
  }

  private interface Certifying {
    ManagedBalancer.Certified of(String name) throws CallFailed, InterruptedException;
  }

  private static ManagedBalancer.Running running(Certifying certifying) {
    return new ManagedBalancer.Running() {
      @Override
      public Optional<String> life(String variable) throws CallFailed, InterruptedException {
        return new RuntimeEnvironment(
                "fe-1", new UnixTransport(Path.of("/run/ballast", SERVICE, "admin.sock")))
            .variable(variable);
      }

      @Override
      public ManagedBalancer.Certified certify(String name)
          throws CallFailed, InterruptedException {
        return certifying.of(name);
      }

      @Override
      public Standing standing() {
        return new Standing(
            new HostView.Worker(0, 0, "with no server"),
            new TreeSet<>(),
            Set.of(),
            new TreeMap<>());
      }
    };
  }

  private static String config(String reason) {
    return """
    global
      stats socket /run/ballast/admin.sock mode 660 level admin expose-fd listeners
    defaults
      mode http
      timeout connect 1s
      timeout client 5s
      timeout server 5s
    frontend f
      bind :28180
      http-request return status 200 content-type text/plain string "%s"
    """
        .formatted(reason);
  }

  @Test
  void haproxyIsCreatedReloadedAndLeftAlone() throws Exception {
    assertThat(setUp(config("one"), 0)).isEqualTo(new Done.Created());
    assertThat(says()).isEqualTo("one");
    assertThat(setUp(config("one"), 0)).isEqualTo(new Done.Unchanged());
    assertThat(setUp(config("two"), 0)).isInstanceOf(Done.Reloaded.class);
    assertThat(says()).isEqualTo("two");
    assertThatThrownBy(() -> setUp("nonsense\n", 0))
        .isInstanceOf(CallFailed.class)
        .hasMessageContaining("nonsense");
    assertThat(says()).isEqualTo("two");
    assertThat(setUp(config("two"), 0)).isEqualTo(new Done.Unchanged());
    aReloadThatCannotBindLeavesNothingToTheNextStart();
    assertThat(setUp(config("two"), 7)).isInstanceOf(Done.TakenOver.class);
    askItThroughExecAndRelay();
    changeACertificateThroughTheRelay();
  }

  /// `haproxy -c` binds nothing. A socket of the global section, since another `bind` of a frontend
  /// is another container.
  private void aReloadThatCannotBindLeavesNothingToTheNextStart() throws Exception {
    String container = ManagedBalancer.containerOf(SERVICE);
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String config =
          config("three")
              .replace(
                  "defaults\n",
                  "  stats socket ipv4@127.0.0.1:%d level user\ndefaults\n"
                      .formatted(taken.getLocalPort()));
      assertThatThrownBy(() -> setUp(config, 0))
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("cannot bind")
          .hasMessageContaining("what it had before serves on");
      assertThat(says()).isEqualTo("two");
      docker.docker("restart", "-t", "1", container);
      await().ignoreExceptions().until(() -> says().equals("two"));
    }
    assertThat(setUp(config("two"), 0)).isEqualTo(new Done.Unchanged());
  }

  private void changeACertificateThroughTheRelay() throws Exception {
    TestCa ca = TestCa.in(folder);
    Certificate one = read(ca.issue("shop.pem", "DNS:shop.example"));
    Certificate two = read(ca.issue("shop.pem", "DNS:shop.example"));
    var file = new CertificatePath(ManagedBalancer.certificate("tls-shop.pem"));
    String plain = config("plain") + "  bind 127.0.0.1:28443\n";
    String config =
        config("tls") + "  bind 127.0.0.1:28443 ssl crt " + file + " alpn h2,http/1.1\n";
    assertThat(setUp(plain, 7)).as("another place to listen at").isInstanceOf(Done.TakenOver.class);
    try (var relay =
        new ExecRelay(client, ManagedBalancer.containerOf(SERVICE), "/run/ballast/admin.sock")) {
      var certificates = new RuntimeCertificates("fe-1", relay::ask);
      assertThat(setUp(config, one, certificates)).isInstanceOf(Done.Reloaded.class);
      assertThat(certificates.show(file).fingerprint()).isEqualTo(one.fingerprint());
      String pid = processes(ManagedBalancer.containerOf(SERVICE));
      assertThat(setUp(config, two, certificates))
          .isEqualTo(new Done.Recertified(List.of("tls-shop.pem")));
      assertThat(certificates.show(file).fingerprint()).isEqualTo(two.fingerprint());
      assertThat(setUp(config, two, certificates)).isEqualTo(new Done.Unchanged());
      assertThat(processes(ManagedBalancer.containerOf(SERVICE)).lines().count())
          .isEqualTo(pid.lines().count());
    }
    assertThat(setUp(plain, 7)).isInstanceOf(Done.Reloaded.class);
    assertThat(
            new Exec(client, ManagedBalancer.containerOf(SERVICE))
                .run(
                    List.of("sh", "-c", "read -r one < " + file + " || echo nothing"),
                    Duration.ofSeconds(5))
                .stdout())
        .as("a key that nobody needs any more")
        .isEqualTo("nothing\n");
  }

  private Done setUp(String config, Certificate certificate, RuntimeCertificates certificates)
      throws Exception {
    var files = new TreeMap<String, Secret>(Map.of("tls-shop.pem", certificate.pem()));
    return balancer()
        .setUp(
            new BalancerFiles(config, files),
            7,
            ManagedBalancer.Guard.OPEN,
            running(name ->
                switch (certificates.load(
                    new CertificatePath(ManagedBalancer.certificate(name)),
                    certificate.pem(),
                    certificate.fingerprint())) {
                  case RuntimeCertificates.Loaded.Serves() ->
                      new ManagedBalancer.Certified.Serves();
                  case RuntimeCertificates.Loaded.DidNotFit(var why) ->
                      throw new AssertionError(why);
                }),
            Engine.PullWatch.TO_THE_END);
  }

  private static Certificate read(Path file) {
    var wanted = Https.of(443, List.of(file), Https.Plain.SERVED).files();
    return switch (CertificateFiles.own().read(wanted, Instant.now())) {
      case CertificateFiles.Outcome.Read(var certificates, _) -> certificates.getFirst();
      case CertificateFiles.Outcome.Refused(var problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  private void askItThroughExecAndRelay() throws Exception {
    String container = ManagedBalancer.containerOf(SERVICE);
    var result =
        new Exec(client, container)
            .run(List.of("sh", "-c", "echo out; echo err >&2; exit 4"), Duration.ofSeconds(5));
    assertThat(result).isEqualTo(new Exec.Result(4, "out\n", "err\n"));
    try (var relay = new ExecRelay(client, container, "/run/ballast/admin.sock")) {
      assertThat(relay.ask("show info", Duration.ofSeconds(5))).contains("Name: HAProxy");
      String shell = relayShell(container);
      for (int i = 0; i < 20; i++) {
        assertThat(relay.ask("show info", Duration.ofSeconds(5))).contains("Name: HAProxy");
      }
      assertThat(relayShell(container)).as("one shell for all").isEqualTo(shell);
      assertThatThrownBy(() -> relay.ask("show info", Duration.ofNanos(1)))
          .isInstanceOf(IOException.class);
      assertThat(relay.ask("show info", Duration.ofSeconds(5))).contains("Name: HAProxy");
      assertThat(processes(container)).contains("read -r line");
    }
    await().until(() -> !processes(container).contains("read -r line"));
    try (var nowhere = new ExecRelay(client, container, "/run/nope.sock")) {
      assertThatThrownBy(() -> nowhere.ask("show info", Duration.ofSeconds(5)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No such file");
    }
    try (var nobody = new ExecRelay(client, "nobody", "/run/nope.sock")) {
      assertThatThrownBy(() -> nobody.ask("show info", Duration.ofSeconds(5)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No such container");
    }
  }

  /// The process id of the shell in the container that hands questions on.
  private String relayShell(String container) throws Exception {
    return processes(container)
        .lines()
        .filter(line -> line.contains("read -r line"))
        .map(line -> line.split("\\s+")[1])
        .findFirst()
        .orElseThrow();
  }

  private String processes(String container) throws Exception {
    return docker.docker("top", container);
  }

  private static String says() throws Exception {
    var connection =
        (java.net.HttpURLConnection)
            java.net.URI.create("http://127.0.0.1:28180/").toURL().openConnection();
    connection.setRequestProperty("Connection", "close");
    try (var in = connection.getInputStream()) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
