package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.cli.Exit;
import ballast.traffic.Tally;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts with a Docker Engine and nothing else, and one without: that gets its engine, balancers
/// and service are made, and the service gets more slots and fewer, under clients that never retry.
@OnThreeHosts
class SetupLiveTest {
  private static final Pattern ADDRESS = Pattern.compile("(\\S+) ansible_host=(\\S+)");
  private static final Duration CHECKED_WITHIN = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void fromBareHostsToAServiceWhoseSlotsBecomeMoreAndFewerAndNothingIsLost()
      throws IOException, InterruptedException {
    TestHosts hosts = TestHosts.three();
    Scene scene = Scene.adopting(hosts, new Product(folder));
    Files.writeString(folder.resolve("inventory"), hosts.inventory());
    assertBare(hosts);
    slots(scene, 3);
    hosts.bare("fe-1");
    assertThat(scene.expect(Exit.UNREACHABLE, "setup").err())
        .contains("fe-1 has no Docker Engine", "ballast setup --install-docker");
    assertDockerIsInstalledOnTheHostThatHasNone(scene);
    assertClosed(scene, "pxapp-1", "pxapp-2", "pxapp-3");
    scene.expect(Exit.DONE, "deploy", "1");
    scene.assertServing("1", 3);

    Tally tally =
        scene.under(
            Scene.STEADY,
            () -> {
              sampled(scene, new Floor(3, 1), "deploy", "2", "--max-out", "3");
              scene.assertServing("2", 3);

              slots(scene, 5);
              assertThat(scene.expect(Exit.DONE, "setup").out()).contains("checked and reloaded");
              awaitChecked(scene, 5);
              assertClosed(scene, "pxapp-4", "pxapp-5");
              assertThat(scene.expect(Exit.DONE, "setup").out()).contains("unchanged");
              sampled(scene, new Floor(3, 0), "deploy", "2");
              scene.assertServing("2", 5);
              assertThat(scene.expect(Exit.DONE, "setup").out()).contains("unchanged");

              slots(scene, 2);
              sampled(scene, new Floor(2, 0), "deploy", "2");
              scene.assertServing("2", 2);
              assertThat(scene.expect(Exit.DONE, "setup").out()).contains("checked and reloaded");
              awaitChecked(scene, 2);
            });

    Scene.assertNothingLost(tally);
    assertThat(tally.answeredByVersion()).containsOnlyKeys("1", "2");
    scene.assertServing("2", 2);
    assertThat(scene.expect(Exit.DONE, "setup").out()).contains("unchanged");
    assertThat(scene.expect(Exit.DONE, "deploy", "2").out()).containsIgnoringCase("nothing to do");
  }

  /// A person's template, that template changed, and Ballast's own config again. What is refused on
  /// the way touches no host.
  @Test
  void fromOneTemplateToAnotherAndBackToBallastsOwnConfigAndNothingIsLost()
      throws IOException, InterruptedException {
    TestHosts hosts = TestHosts.three();
    Scene scene = Scene.adopting(hosts, new Product(folder));
    Files.writeString(folder.resolve("inventory"), hosts.inventory());
    Path template = folder.resolve("haproxy.cfg.j2");
    Files.writeString(template, template("/old"));
    slots(scene, 3, ", template: haproxy.cfg.j2");
    scene.expect(Exit.DONE, "setup");
    scene.expect(Exit.DONE, "deploy", "1");
    scene.assertServing("1", 3);
    assertThat(redirected(hosts, "/old")).isTrue();

    Tally tally =
        scene.under(
            Scene.STEADY,
            () -> {
              Files.writeString(
                  template, template("/older").replace("    default_backend {{ backend }}\n", ""));
              assertThat(scene.expect(Exit.USAGE, "setup").err())
                  .contains("nothing was touched", "nothing leads to backend 'pxapp'");
              Files.writeString(
                  template, template("/older").replace("METH_GET", "NO_SUCH_CONDITION"));
              assertThat(scene.expect(Exit.MIXED, "setup").err()).contains("NO_SUCH_CONDITION");
              assertThat(redirected(hosts, "/old")).isTrue();

              Files.writeString(template, template("/older"));
              assertThat(scene.expect(Exit.DONE, "setup").out()).contains("checked and reloaded");
              assertThat(redirected(hosts, "/old")).isFalse();
              assertThat(redirected(hosts, "/older")).isTrue();
              awaitChecked(scene, 3);
              sampled(scene, new Floor(3, 1), "deploy", "2", "--max-out", "3");
              scene.assertServing("2", 3);

              slots(scene, 3);
              assertThat(scene.expect(Exit.DONE, "setup").out()).contains("checked and reloaded");
              assertThat(redirected(hosts, "/older")).isFalse();
              awaitChecked(scene, 3);
              sampled(scene, new Floor(3, 1), "deploy", "1", "--max-out", "3");
            });

    Scene.assertNothingLost(tally);
    assertThat(tally.answeredByVersion()).containsOnlyKeys("1", "2");
    scene.assertServing("1", 3);
    assertThat(scene.expect(Exit.DONE, "setup").out()).contains("unchanged");
  }

  private static String template(String old) {
    return """
    {{ ballast.global }}
    {{ ballast.defaults }}
    frontend http
        bind :{{ http.port }}
        http-request redirect location /new if { path %s }
        http-request disable-l7-retry unless METH_GET
        default_backend {{ backend }}

    {{ ballast.backend }}
    """
        .formatted(old);
  }

  /// Whether every host redirects that path.
  private static boolean redirected(TestHosts hosts, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (var host : ADDRESS.matcher(hosts.inventory()).results().toList()) {
        var request = HttpRequest.newBuilder(URI.create("http://" + host.group(2) + path)).build();
        if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 302) {
          return false;
        }
      }
    }
    return true;
  }

  private static void assertDockerIsInstalledOnTheHostThatHasNone(Scene scene)
      throws IOException, InterruptedException {
    String question = "command -v docker || echo none";
    String shown = scene.expect(Exit.DONE, "setup", "--install-docker", "--dry-run").err();
    assertThat(shown)
        .contains(
            "no Docker Engine on fe-1 (", "    apt-get update\n", "apt-get install -y docker.io")
        .doesNotContain("fe-2", "fe-3");
    assertThat(scene.hosts().in("fe-1", "sh", "-c", question)).isEqualTo("none\n");

    Product.Ran made = scene.expect(Exit.DONE, "setup", "--install-docker", "--yes");
    assertThat(made.err())
        .contains("no Docker Engine on fe-1 (")
        .containsPattern("(?m)^fe-1 +has Docker after \\d+ s$");
    assertThat(made.out())
        .containsPattern("(?m)^fe-1 +network, config and HAProxy created$")
        .containsPattern("(?m)^fe-3 +network, config and HAProxy created$");

    assertThat(scene.expect(Exit.DONE, "setup", "--install-docker").err())
        .as("hosts that have Docker are left alone")
        .doesNotContain("apt-get");
  }

  /// @param slots of each host that count
  /// @param out how many of them may be out on each host
  private record Floor(int slots, int out) {}

  /// A reload begins the checks anew, so that what is proven can be seen around a deploy alone.
  private static void sampled(Scene scene, Floor floor, String command, String... arguments)
      throws IOException, InterruptedException {
    Sampler sampler =
        Sampler.start(
            scene.balancers(),
            "pxapp",
            floor.slots(),
            floor.out(),
            floor.out() * scene.hosts().count());
    List<String> broken;
    Product.Ran ran;
    try {
      ran = scene.expect(Exit.DONE, command, arguments);
    } finally {
      broken = sampler.broken();
    }
    System.out.printf("%s%n%d samples%n", ran.out(), sampler.samples());
    assertThat(broken).as("promises broken, as sampled from outside").isEmpty();
    assertThat(sampler.samples()).as("samples taken").isGreaterThan(3);
  }

  private static void assertBare(TestHosts hosts) throws IOException, InterruptedException {
    for (String host : hosts.pids().keySet()) {
      assertThat(hosts.in(host, "docker", "ps", "--all", "--quiet")).as(host).isBlank();
      assertThat(hosts.in(host, "docker", "volume", "ls", "--quiet")).as(host).isBlank();
      assertThat(hosts.in(host, "docker", "network", "ls", "--quiet", "--filter", "type=custom"))
          .as(host)
          .isBlank();
    }
  }

  /// Every HAProxy has so many servers, and its checks have said of each what it is.
  private static void awaitChecked(Scene scene, int slots)
      throws IOException, InterruptedException {
    for (Path balancer : scene.balancers().values()) {
      await()
          .atMost(CHECKED_WITHIN)
          .untilAsserted(() ->
              assertThat(ServerLine.all(balancer, "pxapp"))
                  .hasSize(slots)
                  .extracting(ServerLine::status)
                  .isSubsetOf("UP", "DOWN", "MAINT"));
    }
  }

  /// These servers of every HAProxy get nothing, and no others: nothing listens there yet.
  private static void assertClosed(Scene scene, String... servers)
      throws IOException, InterruptedException {
    for (Path balancer : scene.balancers().values()) {
      assertThat(ServerLine.all(balancer, "pxapp"))
          .filteredOn(line -> line.status().equals("MAINT"))
          .extracting(ServerLine::name)
          .containsExactly(servers);
    }
  }

  private static void slots(Scene scene, int slots) throws IOException {
    slots(scene, slots, "");
  }

  /// @param more of the balancer's config
  private static void slots(Scene scene, int slots, String more) throws IOException {
    TestHosts hosts = scene.hosts();
    scene
        .product()
        .config(
            """
            service: pxapp
            image: %s
            hosts: inventory
            pattern: frontends
            port: 8080
            slots: %d
            container: {stop_grace: 10s}
            health: {path: /api/v1/my/status, method: HEAD, host: pxapp, deadline: 20s}
            balancer: {managed: true, image: "%s"%s}
            """
                .formatted(hosts.fact("IMAGE"), slots, hosts.fact("HAPROXY_IMAGE"), more));
  }
}
