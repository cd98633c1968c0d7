package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// An HAProxy of the host's own, as a package installs it and examples/own-haproxy has it. Nobody
/// sets it up: slots are filled from nothing by the first deploy.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@OnThreeHosts
class OwnHaproxyLiveTest {
  private static final Path EXAMPLE = Path.of("examples", "own-haproxy").toAbsolutePath();
  private static final String BACKEND = "shop";
  private static final String MIX = "get=50,keepalive=50,post=20,slow=2:3000";

  private TestHosts hosts;
  private Scene scene;

  @BeforeAll
  void haproxyRunsOnEachHost(@TempDir Path folder) throws IOException, InterruptedException {
    hosts = TestHosts.three();
    Files.writeString(folder.resolve("inventory"), hosts.inventory());
    scene = Scene.adopting(hosts, new Product(folder));
    scene.product().config(ofTheTestHosts("ballast.yml"));
    String config = ofTheTestHosts("haproxy.cfg");
    for (String host : hosts.pids().keySet()) {
      hosts.in(
          host,
          "sh",
          "-c",
          """
          mkdir -p /run/haproxy
          printf %s "$1" > /run/haproxy/haproxy.cfg
          haproxy -W -D -S /run/haproxy-master.sock -p /run/haproxy.pid -f /run/haproxy/haproxy.cfg
          """,
          "sh",
          config);
    }
  }

  @AfterAll
  void haproxyEnds() throws IOException, InterruptedException {
    for (String host : hosts.pids().keySet()) {
      hosts.in(host, "sh", "-c", "kill $(cat /run/haproxy.pid)");
    }
    for (String host : hosts.pids().keySet()) {
      await()
          .until(() ->
              hosts
                  .in(host, "sh", "-c", "kill -0 $(cat /run/haproxy.pid) 2>&1 || true")
                  .contains("No such process"));
      hosts.in(host, "rm", "-rf", "/run/haproxy.pid", "/run/haproxy-master.sock", "/run/haproxy");
    }
  }

  private String ofTheTestHosts(String file) throws IOException {
    return Files.readString(EXAMPLE.resolve(file))
        .replace("registry.example/shop", hosts.fact("IMAGE"))
        .replace("/healthz", "/api/v1/my/status");
  }

  private Map<String, Path> sockets() throws IOException, InterruptedException {
    var sockets = new LinkedHashMap<String, Path>();
    hosts
        .pids()
        .forEach((host, pid) ->
            sockets.put(host, Path.of("/proc/" + pid + "/root/run/haproxy/admin.sock")));
    return sockets;
  }

  @Test
  @Order(1)
  void itsSlotsAreFilledFromNothing() throws IOException, InterruptedException {
    Product.Ran checked = scene.expect(Exit.DONE, "check");
    assertThat(checked.out()).contains("0 of 9 serve");
    assertThat(checked.err()).isEmpty();
    scene.expect(Exit.DONE, "deploy", "1");
    scene.assertServing("1");
  }

  @Test
  @Order(2)
  void itIsRolledUnderLoadWithoutALostRequest() throws IOException, InterruptedException {
    Scene.Watched watched =
        scene.watch(sockets(), BACKEND, MIX, 3, Exit.DONE, "deploy", "2", "--max-out", "3");
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.tally().answeredByVersion()).containsKeys("1", "2");
    scene.assertServing("2");
  }

  /// As `systemctl reload haproxy` does it.
  @Test
  @Order(3)
  void aReloadInTheMiddleLosesNothing() throws IOException, InterruptedException {
    var tally =
        scene.under(
            MIX,
            () ->
                scene.happens(
                    Scene.Midway.survived(
                            "serves 1",
                            () -> {
                              for (String host : hosts.pids().keySet()) {
                                hosts.in(host, "sh", "-c", "kill -USR2 $(cat /run/haproxy.pid)");
                              }
                            })
                        .deploying("1")));
    Scene.assertNothingLost(tally);
    scene.assertServing("1");
  }

  @Test
  @Order(4)
  void aReleaseThatCrashesGoesBack() throws IOException, InterruptedException {
    Scene.Watched watched =
        scene.watch(
            sockets(), BACKEND, MIX, 3, Exit.WENT_BACK, "deploy", "crash", "--max-out", "3");
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.ran().out()).contains("cannot open database");
    scene.assertServing("1");
  }

  @Test
  @Order(5)
  void aSlotIsTakenOutAndGivenBackByHandAndAllOfThemByRollback()
      throws IOException, InterruptedException {
    scene.expect(Exit.DONE, "drain", "fe-2/1", "--yes");
    assertThat(scene.expect(Exit.DONE, "status").out()).contains("maint");
    scene.expect(Exit.DONE, "ready", "fe-2/1", "--yes");
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> scene.assertServing("1"));
    scene.expect(Exit.DONE, "rollback", "--yes");
    scene.assertServing("2");
  }

  @Test
  @Order(6)
  void checkTellsWhereDockersProxyWouldListen() throws IOException, InterruptedException {
    String config = ofTheTestHosts("ballast.yml");
    scene.product().config(config.replace("172.17.0.1", "127.0.0.1"));
    assertThat(scene.expect(Exit.DONE, "check").err()).contains("Docker's proxy");
    scene.product().config(config);
  }

  /// As the package's service makes it: without it a drain would not see what a reload left.
  @Test
  @Order(7)
  void aMastersSocketThatOnlyRootMayUseIsToldBeforeAnythingIsTouched()
      throws IOException, InterruptedException {
    for (String host : hosts.pids().keySet()) {
      hosts.in(host, "chmod", "666", "/run/haproxy/admin.sock");
    }
    Path inventory = scene.product().folder().resolve("inventory");
    Files.writeString(
        inventory, hosts.inventory().replace("ansible_user=root", "ansible_user=deploy"));
    Product.Ran refused = scene.product().run("deploy", "1");
    assertThat(refused.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(refused.err())
        .contains("has no permission on /run/haproxy-master.sock")
        .contains("-S /run/haproxy-master.sock,mode,660,gid,GID");
    Files.writeString(inventory, hosts.inventory());
    scene.assertServing("2");
  }
}
