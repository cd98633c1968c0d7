package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.cli.Exit;
import ballast.traffic.ClientPatience;
import ballast.traffic.Mix;
import ballast.traffic.Tally;
import ballast.traffic.Traffic;
import ballast.traffic.TrafficSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HAProxy's image is changed on real hosts while clients ask each of them, with nothing in front.
@OnThreeHosts
class BalancerSuccessionLiveTest {
  private static final String BALANCER = "ballast-pxapp-haproxy";
  private static final Pattern ADDRESS = Pattern.compile("(\\S+) ansible_host=(\\S+)");
  private static final String MIX = "get=40,keepalive=30:4,post=10,slow=2:3000";
  private static final Duration SOME = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void anotherImageOfHaproxyTakesOverWithoutALostRequest() throws Exception {
    TestHosts hosts = TestHosts.three();
    Scene scene = Scene.serving(hosts, folder, Scene.THREE_OUT);
    String before = images(hosts);
    useImage(hosts);
    assertThat(scene.expect(Exit.DONE, "setup", "--dry-run").out())
        .contains("HAProxy is replaced; the new one takes over its sockets");
    List<Traffic> traffic = traffic(hosts);
    assertThat(scene.expect(Exit.DONE, "setup").out())
        .contains("HAProxy replaced; the new one took over its sockets");
    awaitMore(traffic);
    scene.expect(Exit.DONE, "deploy", "2");
    awaitMore(traffic);
    assertNothingLost(traffic);
    scene.assertServing("2");
    assertThat(images(hosts)).isNotEqualTo(before);
    assertThat(scene.expect(Exit.DONE, "setup").out()).contains("unchanged");
  }

  @Test
  @Tag(Faults.EVERY)
  void aSetUpKilledMidwayKeepsRolloutsAwayAndTheNextOneFinishesIt() throws Exception {
    TestHosts hosts = TestHosts.three();
    Scene scene = Scene.serving(hosts, folder, Scene.THREE_OUT);
    useImage(hosts);
    List<Traffic> traffic = traffic(hosts);
    try (Outside setup = Outside.start(folder, "setup")) {
      await().atMost(SOME).pollInterval(Duration.ofMillis(20)).until(() -> bothRun(hosts));
      setup.kill();
    }
    assertThat(scene.expect(Exit.USAGE, "deploy", "2").err())
        .contains("HAProxy's change to another container is not over", "ballast setup");
    scene.expect(Exit.DONE, "setup");
    awaitMore(traffic);
    scene.expect(Exit.DONE, "deploy", "2");
    awaitMore(traffic);
    assertNothingLost(traffic);
    scene.assertServing("2");
  }

  @Test
  @Tag(Faults.EVERY)
  void aSetUpThatSleptIsSucceededAndChangesNothingWhenItWakes() throws Exception {
    TestHosts hosts = TestHosts.three();
    Scene scene = Scene.serving(hosts, folder, Scene.THREE_OUT);
    useImage(hosts);
    List<Traffic> traffic = traffic(hosts);
    String after;
    try (Outside sleeper = Outside.start(folder, "setup")) {
      await().atMost(SOME).pollInterval(Duration.ofMillis(20)).until(() -> bothRun(hosts));
      sleeper.signal("STOP");
      assertThat(scene.expect(Exit.DONE, "setup", "--wait", "2m").err())
          .contains("took the lock over");
      after = balancers(hosts);
      sleeper.signal("CONT");
      assertThat(sleeper.await()).as(sleeper.story()).isEqualTo(Exit.LOCKED.code());
    }
    assertThat(balancers(hosts)).as("what the sleeper left alone").isEqualTo(after);
    awaitMore(traffic);
    assertNothingLost(traffic);
    assertThat(scene.expect(Exit.DONE, "setup").out()).contains("unchanged");
  }

  /// Every host's HAProxies, by their containers.
  private static String balancers(TestHosts hosts) throws IOException, InterruptedException {
    var seen = new StringBuilder();
    for (String host : hosts.pids().keySet()) {
      seen.append(
          hosts.in(
              host,
              "docker",
              "ps",
              "--all",
              "--no-trunc",
              "--format",
              "{{.ID}} {{.Names}} {{.State}}",
              "--filter",
              "name=" + BALANCER));
    }
    return seen.toString();
  }

  private void useImage(TestHosts hosts) throws IOException {
    Path config = folder.resolve("ballast.yml");
    Files.writeString(
        config,
        Files.readString(config)
            .replace(
                "\"" + hosts.fact("HAPROXY_IMAGE") + "\"",
                "\"" + hosts.fact("HAPROXY_IMAGE_AGAIN") + "\""));
  }

  private static String images(TestHosts hosts) throws IOException, InterruptedException {
    return hosts.in("fe-1", "docker", "inspect", "-f", "{{.Image}}", BALANCER);
  }

  /// Whether there are two of them on the first host.
  private static boolean bothRun(TestHosts hosts) throws IOException, InterruptedException {
    return hosts
            .in("fe-1", "docker", "ps", "--format", "{{.Names}}", "--filter", "name=" + BALANCER)
            .lines()
            .filter(name -> name.equals(BALANCER) || name.equals(BALANCER + "-next"))
            .count()
        == 2;
  }

  private static List<Traffic> traffic(TestHosts hosts) throws IOException, InterruptedException {
    var traffic = new ArrayList<Traffic>();
    for (var host : ADDRESS.matcher(hosts.inventory()).results().toList()) {
      traffic.add(
          Traffic.start(
              TrafficSpec.of(URI.create("http://" + host.group(2)), Mix.parse(MIX))
                  .withTimeout(ClientPatience.ANSWER)));
    }
    awaitMore(traffic);
    return traffic;
  }

  private static void awaitMore(List<Traffic> traffic) {
    for (Traffic one : traffic) {
      long then = one.tally().answered();
      await().atMost(SOME).until(() -> one.tally().answered() > then + 200);
    }
  }

  private static void assertNothingLost(List<Traffic> traffic) {
    List<Tally> tallies = traffic.stream().map(one -> one.stop(ClientPatience.GRACE)).toList();
    tallies.forEach(tally -> System.out.println(tally.text()));
    tallies.forEach(Scene::assertNothingLost);
  }
}
