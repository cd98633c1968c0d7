package ballast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.docker.ManagedBalancer.Done;
import ballast.model.BalancerChoice;
import ballast.model.NamePattern;
import ballast.port.CallFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// On a real Docker Engine and a real HAProxy.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagedBalancerLiveTest {
  private static final String SERVICE = "bltest";

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
            28_180,
            "172.30.78"),
        client);
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
    assertThat(balancer().setUp(config("one"), 0, ManagedBalancer.Guard.OPEN, _ -> {}))
        .isEqualTo(new Done.Created());
    assertThat(says()).isEqualTo("one");
    assertThat(balancer().setUp(config("one"), 0, ManagedBalancer.Guard.OPEN, _ -> {}))
        .isEqualTo(new Done.Unchanged());
    assertThat(balancer().setUp(config("two"), 0, ManagedBalancer.Guard.OPEN, _ -> {}))
        .isEqualTo(new Done.Reloaded());
    assertThat(says()).isEqualTo("two");
    assertThatThrownBy(() -> balancer().setUp("nonsense\n", 0, ManagedBalancer.Guard.OPEN, _ -> {}))
        .isInstanceOf(CallFailed.class)
        .hasMessageContaining("nonsense");
    assertThat(says()).isEqualTo("two");
    assertThat(balancer().setUp(config("two"), 0, ManagedBalancer.Guard.OPEN, _ -> {}))
        .isEqualTo(new Done.Unchanged());
    assertThat(balancer().setUp(config("two"), 7, ManagedBalancer.Guard.OPEN, _ -> {}))
        .isInstanceOf(Done.Replaced.class);
    askItThroughExecAndRelay();
  }

  private void askItThroughExecAndRelay() throws Exception {
    String container = ManagedBalancer.containerOf(SERVICE);
    var result =
        new Exec(client, container)
            .run(List.of("sh", "-c", "echo out; echo err >&2; exit 4"), Duration.ofSeconds(5));
    assertThat(result).isEqualTo(new Exec.Result(4, "out\n", "err\n"));
    try (var relay = new ExecRelay(client, container, "/run/ballast/admin.sock")) {
      assertThat(relay.ask("show info", Duration.ofSeconds(5))).contains("Name: HAProxy");
      long began = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThat(relay.ask("show info", Duration.ofSeconds(5))).contains("Name: HAProxy");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
      assertThatThrownBy(() -> relay.ask("show info", Duration.ofNanos(1)))
          .isInstanceOf(IOException.class);
      assertThat(relay.ask("show info", Duration.ofSeconds(5))).contains("Name: HAProxy");
      assertThat(processes(container)).contains("read -r line");
    }
    Thread.sleep(500);
    assertThat(processes(container)).doesNotContain("read -r line");
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
