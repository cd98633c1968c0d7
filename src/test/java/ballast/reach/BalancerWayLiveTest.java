package ballast.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ballast.docker.DockerClient;
import ballast.docker.Limits;
import ballast.docker.ManagedBalancer;
import ballast.docker.PrivateEngine;
import ballast.model.BalancerChoice;
import ballast.model.EdgeChoice;
import ballast.model.Host;
import ballast.model.NamePattern;
import ballast.model.Service;
import ballast.port.CallFailed;
import ballast.sim.Words;
import ballast.ssh.Forward;
import ballast.ssh.Link;
import ballast.ssh.PrivateSshd;
import ballast.ssh.SshLimits;
import ballast.ssh.SshLinks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// A real HAProxy in a container of a real engine, behind an sshd that is not so kind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class BalancerWayLiveTest {
  private static final Host HOST = new Host("fe-1");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final NamePattern SERVERS = new NamePattern("s-{slot}");
  private static final String FORBIDDEN = "AllowStreamLocalForwarding no";

  private final PrivateEngine docker = PrivateEngine.start();
  private final Path folder = Files.createTempDirectory("bw");
  private final Service managed =
      service(
          new BalancerChoice.Managed(
              "b",
              SERVERS,
              "haproxy",
              new BalancerChoice.Entrance.Http(28_181, Optional.empty()),
              "172.30.79"));
  private final Service adopted =
      service(
          new BalancerChoice.AtSocket(
              "b", SERVERS, folder.resolve("admin.sock"), Optional.empty()));

  BalancerWayLiveTest() throws Exception {}

  private static Service service(BalancerChoice choice) {
    Service one = Words.service(1);
    return new Service(
        one.name(),
        one.image(),
        one.port(),
        one.slots(),
        one.containerName(),
        one.container(),
        one.health(),
        choice);
  }

  @BeforeAll
  void runHaproxy() throws Exception {
    docker.publishPrograms("haproxy", "1", List.of("/usr/sbin/haproxy", "/usr/bin/socat"));
    Files.writeString(
        folder.resolve("haproxy.cfg"),
        """
        global
          stats socket /run/ballast/admin.sock mode 600 level admin
        defaults
          timeout connect 1s
          timeout client 5s
          timeout server 5s
        backend b
          server s-1 127.0.0.1:9
        """);
    docker.docker(
        ("run -d --network none --name %s -v %s:/run/ballast %s/haproxy:1 haproxy -W -db"
                + " -S /run/ballast/master.sock -f /run/ballast/haproxy.cfg")
            .formatted(ManagedBalancer.containerOf(managed.name()), folder, docker.registry())
            .split(" "));
    await().until(() -> Files.exists(folder.resolve("admin.sock")));
    Files.setPosixFilePermissions(docker.socket(), PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.setPosixFilePermissions(
        docker.socket().resolveSibling(""), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterAll
  void stop() throws Exception {
    docker.stop();
    try (var left = Files.walk(folder)) {
      for (Path one : left.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  private static final String NOBODY =
      "ForceCommand setpriv --reuid 65534 --regid 65534 --clear-groups sh -c \"$SSH_ORIGINAL_COMMAND\"";

  private interface Work {
    void with(Link link, DockerClient client) throws Exception;
  }

  private void through(String setting, Work work) throws Exception {
    PrivateSshd sshd = PrivateSshd.start(setting);
    var forwards =
        List.of(
            new Forward(Forward.DOCKER, docker.socket().toString()),
            new Forward(Ways.ADMIN, folder.resolve("admin.sock").toString()),
            new Forward(ReachedEdge.ADMIN, folder.resolve("admin.sock").toString()));
    try {
      var wish = new SshLinks.Wish(sshd.target(), forwards);
      if (SshLinks.open(List.of(wish), SshLimits.defaults(), _ -> {})
          instanceof SshLinks.Opened.All(var links)) {
        Link link = links.to("fe-1");
        try (links;
            var client = new DockerClient("fe-1", link.door(Forward.DOCKER), Limits.defaults())) {
          work.with(link, client);
        }
      } else {
        throw new AssertionError("the link was not opened");
      }
    } finally {
      sshd.stop();
    }
  }

  @Test
  void whereForwardsAreForbiddenTheManagedHaproxyIsAskedInItsContainer() throws Exception {
    through(
        FORBIDDEN,
        (link, client) -> {
          client.ping();
          BalancerWay way = BalancerWay.of(managed, HOST, new Way.Linked(link), client);
          assertThat(way.worker().ask("show info", PATIENCE)).contains("Name: HAProxy");
          assertThat(way.master().orElseThrow().ask("show proc", PATIENCE)).contains("worker");
          way.relays().forEach(ballast.docker.ExecRelay::close);
        });
  }

  @Test
  void whereForwardsAreForbiddenAnAdoptedSocketIsToldOfWithTheLineToUse() throws Exception {
    through(
        FORBIDDEN,
        (link, client) ->
            assertThat(refused(link, client).problem().next())
                .contains("AllowStreamLocalForwarding yes", line()));
  }

  @Test
  void aSocketThatThisUserMayNotUseIsToldOfWithTheLineToUse() throws Exception {
    through(
        NOBODY,
        (link, client) -> {
          CallFailed refused = refused(link, client);
          assertThat(refused.problem().why()).contains("user 65534 has no permission on");
          assertThat(refused.problem().next()).contains("mode 660 group", line());
        });
  }

  @Test
  void theSocketOfAnEdgeThatThisUserMayNotUseIsToldOfAsThat() throws Exception {
    var edge =
        new EdgeChoice.Haproxy.Admin.Socket(
            folder.resolve("admin.sock"), Optional.empty(), Optional.of("fe-1"));
    through(
        NOBODY,
        (link, _) -> {
          var refused =
              catchThrowableOfType(
                  CallFailed.class, () -> ReachedEdge.refuseForbidden(edge, HOST, link));
          assertThat(refused).isNotNull();
          assertThat(refused.problem().why()).contains("user 65534 has no permission on");
        });
    through("LogLevel INFO", (link, _) -> ReachedEdge.refuseForbidden(edge, HOST, link));
  }

  @Test
  void aSocketThatMayBeUsedIsUsedAsItIs() throws Exception {
    through(
        "LogLevel INFO",
        (link, client) ->
            assertThat(
                    BalancerWay.of(adopted, HOST, new Way.Linked(link), client)
                        .worker()
                        .ask("show info", PATIENCE))
                .contains("Name: HAProxy"));
  }

  private String line() {
    return "balancer: {container: %s, admin_socket: /run/ballast/admin.sock, backend: b, server: \"s-{slot}\"}"
        .formatted(ManagedBalancer.containerOf(managed.name()));
  }

  private CallFailed refused(Link link, DockerClient client) {
    var refused =
        catchThrowableOfType(
            CallFailed.class, () -> BalancerWay.of(adopted, HOST, new Way.Linked(link), client));
    assertThat(refused).isNotNull();
    return refused;
  }
}
