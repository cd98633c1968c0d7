package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A fleet exactly as the playbook of the blog post leaves it: HAProxy in a container, servers by
/// name through Docker's DNS, containers without any label of Ballast's.
@OnNineHosts
class AdoptionLiveTest {
  @TempDir Path folder;

  @Test
  void ballastTakesOverThePlaybooksFleetAndLosesNothing() throws IOException, InterruptedException {
    TestHosts hosts = TestHosts.nine();
    Files.writeString(folder.resolve("inventory"), hosts.inventory());
    playbook(hosts, "setup.yml", Map.of());
    playbook(hosts, "deploy.yml", Map.of("version", "1", "facts", "false", "drain_pause", "0"));
    Scene scene = Scene.adopting(hosts, new Product(folder));
    scene
        .product()
        .config(
            """
            service: pxapp
            image: %s
            hosts: inventory
            port: 8080
            slots: 3
            name: "pxApp_{slot}"
            container: {network: pxapp, stop_grace: 10s}
            health: {path: /api/v1/my/status, method: HEAD, host: pxapp, deadline: 30s}
            balancer: {container: haproxy-container, backend: pxapp_cluster, server: "pxApp_{slot}"}
            """
                .formatted(hosts.fact("IMAGE")));
    Map<String, Path> balancers = balancers(hosts);
    await("its checks have passed").atMost(Duration.ofSeconds(30)).until(() -> areUp(balancers));
    scene.assertServing("1");

    Scene.Watched watched =
        scene.watch(
            balancers,
            "pxapp_cluster",
            "get=50,keepalive=50,post=20,slow=2:3000",
            9,
            Exit.DONE,
            "deploy",
            "2",
            "--max-out",
            "9");

    Scene.assertNothingLost(watched.tally());
    scene.assertServing("2");
    assertThat(hosts.in("fe-1", "docker", "ps", "--format", "{{.Names}}"))
        .as("containers keep the names that HAProxy knows them by")
        .contains("pxApp_1", "pxApp_2", "pxApp_3");
  }

  private static boolean areUp(Map<String, Path> balancers) throws IOException {
    for (Path socket : balancers.values()) {
      if (!ServerLine.all(socket, "pxapp_cluster").stream()
          .allMatch(line -> line.status().equals("UP"))) {
        return false;
      }
    }
    return true;
  }

  private void playbook(TestHosts hosts, String playbook, Map<String, String> variables)
      throws IOException, InterruptedException {
    Path playbooks = Path.of("src", "test", "playbook").toAbsolutePath();
    var command =
        new java.util.ArrayList<>(
            List.of(
                "ansible-playbook",
                "-i",
                folder.resolve("inventory").toString(),
                playbooks.resolve(playbook).toString(),
                "-e",
                "registry=" + hosts.fact("REGISTRY"),
                "-e",
                "batch=100%"));
    variables.forEach((name, value) -> command.addAll(List.of("-e", name + "=" + value)));
    TestHosts.output(command, Map.of("ANSIBLE_CONFIG", playbooks.resolve("tuned.cfg").toString()));
  }

  private static Map<String, Path> balancers(TestHosts hosts)
      throws IOException, InterruptedException {
    var sockets = new LinkedHashMap<String, Path>();
    for (var host : hosts.pids().entrySet()) {
      String pid =
          hosts
              .in(host.getKey(), "docker", "inspect", "-f", "{{.State.Pid}}", "haproxy-container")
              .strip();
      sockets.put(
          host.getKey(),
          Path.of("/proc/%d/root/proc/%s/root/run/haproxy.sock".formatted(host.getValue(), pid)));
    }
    return sockets;
  }
}
