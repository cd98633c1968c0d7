package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.cli.Exit;
import ballast.live.Scene.Midway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HAProxies that read at each start what a file says of their servers, and the file is from before
/// the rollout: every server is up and gets requests, also one that is out and has no container.
@OnThreeHosts
class StateFileLiveTest {
  /// Requests of several seconds, so that drains take a while.
  private static final String SLOW = Scene.STEADY + ",slow=6:3000";

  private static final String BALANCER = "ballast-pxapp-haproxy";
  private static final int OLD_WEIGHT = 50;

  private static final String TEMPLATE =
      """
      {{ ballast.global }}    server-state-file /usr/local/etc/haproxy/old.state
      {{ ballast.defaults }}    load-server-state-from-file global
      {{ ballast.frontend }}
      {{ ballast.backend }}
      """;

  /// Writes that file as HAProxy would have it now, but for a weight, by which it is known again.
  private static final String KEEP_STATE =
      """
      folder=$(docker inspect -f '{{range .Mounts}}{{if eq .Destination "/usr/local/etc/haproxy"}}{{.Source}}{{end}}{{end}}' %s)
      ask() { echo "$1" | socat -t2 - UNIX-CONNECT:/run/ballast/pxapp/admin.sock; }
      ask "set server pxapp/pxapp-3 weight %d"
      ask "show servers state" >"$folder/old.state"
      ask "set server pxapp/pxapp-3 weight 100"
      """
          .formatted(BALANCER, OLD_WEIGHT);

  @TempDir Path folder;

  @Tag(Faults.EVERY)
  @ParameterizedTest
  @ValueSource(
      strings = {"drained in", "old container stopped", "container of release", "ready with"})
  void anOldOneThatIsReadInTheMiddleLosesNothing(String step)
      throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.three(), folder, Scene.THREE_OUT);
    Files.writeString(folder.resolve("haproxy.cfg.j2"), TEMPLATE);
    String config = Files.readString(folder.resolve("ballast.yml"));
    scene
        .product()
        .config(config.replace("managed: true", "managed: true, template: haproxy.cfg.j2"));
    scene.expect(Exit.DONE, "setup", "--yes");
    for (String host : scene.hosts().pids().keySet()) {
      scene.hosts().in(host, "bash", "-euc", KEEP_STATE);
    }
    Scene.Seen seen =
        scene.during(
            SLOW,
            scene.hosts().slots(),
            () -> {
              scene.happens(Midway.survived(step, () -> reload(scene)));
              scene.assertServing("2");
            });
    assertThat(seen.broken()).as("FLOOR").noneMatch(moment -> moment.contains("FLOOR"));
    Scene.assertNothingLost(seen.tally());
  }

  private static void reload(Scene scene) throws IOException, InterruptedException {
    for (String host : scene.hosts().pids().keySet()) {
      scene.hosts().in(host, "docker", "kill", "-s", "USR2", BALANCER);
    }
    for (Path balancer : scene.balancers().values()) {
      await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> hasOldWeight(balancer));
    }
  }

  private static boolean hasOldWeight(Path balancer) throws IOException {
    return ServerLine.all(balancer, "pxapp").stream()
        .anyMatch(line -> line.name().equals("pxapp-3") && line.weight() == OLD_WEIGHT);
  }
}
