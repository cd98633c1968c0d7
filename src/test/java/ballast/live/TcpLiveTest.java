package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.cli.Exit;
import ballast.tls.TestCa;
import ballast.tls.TestCa.KeyForm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nine real engines that are reached on TCP alone, with certificates of an authority of their own.
@OnNineHosts
class TcpLiveTest {
  private static final Pattern ADDRESS = Pattern.compile("(\\S+) ansible_host=(\\S+)");

  @TempDir Path folder;

  @Test
  void releasesRollOverEnginesOnTcpWithoutALostRequest() throws Exception {
    TestHosts hosts = TestHosts.threeOfNine();
    var product = new Product(folder);
    Scene scene = Scene.adopting(hosts, product);
    Files.writeString(folder.resolve("inventory"), inventory(hosts));
    product.config(config(hosts, "inventory", hosts.fact("ENGINE_CERTS")));
    scene.expect(Exit.DONE, "setup");
    scene.expect(Exit.DONE, "check");
    scene.expect(Exit.DONE, "deploy", "1");
    scene.assertServing("1");

    Scene.Watched watched = scene.watch(Scene.STEADY, 1, Exit.DONE, "deploy", "2");
    Scene.assertNothingLost(watched.tally());
    scene.assertServing("2");
    assertThat(scene.expect(Exit.DONE, "setup").out()).contains("unchanged");
    scene.expect(Exit.DONE, "drain", "fe-2/1", "--yes");
    scene.expect(Exit.DONE, "ready", "fe-2/1", "--yes");
    scene.expect(Exit.DONE, "rollback", "--yes");
    scene.assertServing("1");
    await("no shell stays in HAProxy's container").until(() -> shells(hosts, "fe-1") == 0);
  }

  /// Made by docker's own client, with keys in them, and the engine that its variables name.
  @Test
  void enginesOfDockersContextsAndVariablesAreReached() throws Exception {
    TestHosts hosts = TestHosts.threeOfNine();
    var product = new Product(folder);
    Path keys = Path.of(hosts.fact("ENGINE_CERTS"));
    Map<String, String> at = addresses(hosts);
    Map<String, String> docker =
        Map.of(
            "DOCKER_CONFIG", folder.resolve("docker").toString(),
            "DOCKER_HOST", "tcp://%s:2376".formatted(at.get("fe-1")),
            "DOCKER_TLS_VERIFY", "1",
            "DOCKER_CERT_PATH", keys.toString());
    context(docker, "second", at.get("fe-2"), keys);
    context(docker, "third", at.get("fe-3"), keys);
    product.config(
        config(
            hosts,
            """

              - docker
              - {name: fe-2, context: second}
              - {name: fe-3, context: third}\
            """,
            keys.toString()));
    for (List<String> command :
        List.of(List.of("setup"), List.of("deploy", "1"), List.of("deploy", "2"))) {
      var more = command.subList(1, command.size()).toArray(String[]::new);
      try (Outside ran = Outside.startWith(docker, folder, command.getFirst(), more)) {
        assertThat(ran.await()).as(ran.story()).isEqualTo(Exit.DONE.code());
      }
    }
    for (String host : List.of("fe-1", "fe-2", "fe-3")) {
      assertThat(hosts.in(host, "docker", "ps", "--format", "{{.Image}}").lines())
          .as(host)
          .filteredOn(image -> image.contains("pxapp"))
          .hasSize(TestHosts.SLOTS);
    }
  }

  private static void context(Map<String, String> docker, String name, String address, Path keys)
      throws Exception {
    var client =
        new ProcessBuilder(
                "docker",
                "context",
                "create",
                name,
                "--docker",
                "host=tcp://%s:2376,ca=%s,cert=%s,key=%s"
                    .formatted(
                        address,
                        keys.resolve("ca.pem"),
                        keys.resolve("cert.pem"),
                        keys.resolve("key.pem")))
            .redirectErrorStream(true);
    client.environment().put("DOCKER_CONFIG", docker.get("DOCKER_CONFIG"));
    Process made = client.start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(made.waitFor()).as(said).isZero();
  }

  @Test
  void everyHostThatCannotBeReachedOnTcpHasOneErrorOfItsOwnAndNothingIsTouched() throws Exception {
    TestHosts hosts = TestHosts.nine();
    var product = new Product(folder);
    Scene scene = Scene.adopting(hosts, product);
    String good = hosts.fact("ENGINE_CERTS");
    TestCa stranger = TestCa.in(folder.resolve("stranger"));
    Path unknown = stranger.docker("client", KeyForm.PKCS_8, 20);
    Path over = stranger.docker("over", KeyForm.PKCS_8, -1);
    Path believer = stranger.docker("believer", KeyForm.PKCS_8, 20);
    Files.writeString(unknown.resolve("ca.pem"), Files.readString(Path.of(good, "ca.pem")));
    Map<String, String> at = addresses(hosts);
    product.config(
        config(
            hosts,
            """

              - {name: unknown, docker: "tcp://%s:2376", cert_path: %s}
              - {name: over, docker: "tcp://%s:2376", cert_path: %s}
              - {name: believer, docker: "tcp://%s:2376", cert_path: %s}
              - {name: nobody, docker: "tcp://%s:2377"}
              - {name: missing, docker: "tcp://%s:2376", cert_path: nowhere}
              - {name: hung, docker: "tcp://%s:2376"}
              - {name: good, docker: "tcp://%s:2376"}\
            """
                .formatted(
                    at.get("fe-1"),
                    unknown,
                    at.get("fe-2"),
                    over,
                    at.get("fe-3"),
                    believer,
                    at.get("fe-4"),
                    at.get("fe-5"),
                    at.get("fe-7"),
                    at.get("fe-8")),
            good));
    String engine = hosts.in("fe-7", "cat", "/run/docker.pid").strip();
    hosts.in("fe-7", "kill", "-STOP", engine);
    Product.Ran ran;
    try {
      ran = scene.expect(Exit.UNREACHABLE, "deploy", "1");
    } finally {
      hosts.in("fe-7", "kill", "-CONT", engine);
    }
    System.out.println(ran.err());
    assertThat(ran.err())
        .contains("6 of 7 hosts cannot be reached; nothing was touched")
        .containsPattern("(?s)unknown: could not .* client certificate: ")
        .containsPattern("(?s)over: .*over/cert.pem cannot be used.*it ended on")
        .containsPattern("(?s)believer: could not .*not made by whom ca.pem believes")
        .containsPattern("(?s)nobody: could not .*refused")
        .containsPattern("(?s)missing: .*nowhere/ca.pem cannot be used.*no such file")
        .containsPattern("(?s)hung: could not .*said nothing")
        .doesNotContainPattern("(?m)^good: ");
    for (String host : at.keySet()) {
      assertThat(hosts.in(host, "docker", "ps", "--all", "--quiet")).as(host).isBlank();
    }
  }

  private static long shells(TestHosts hosts, String host) throws Exception {
    return hosts
        .in(host, "docker", "top", "ballast-pxapp-haproxy")
        .lines()
        .filter(line -> line.contains("socat") || line.contains("sh -c"))
        .count();
  }

  private static String config(TestHosts hosts, String places, String keys) {
    return """
    service: pxapp
    image: %s
    hosts: %s
    port: 8080
    slots: 3
    health: {path: /api/v1/my/status, method: HEAD, host: pxapp, deadline: 20s}
    balancer: {managed: true, image: "%s"}
    docker: {cert_path: %s}
    """
        .formatted(hosts.fact("IMAGE"), places, hosts.fact("HAPROXY_IMAGE"), keys);
  }

  private static Map<String, String> addresses(TestHosts hosts) throws Exception {
    return ADDRESS
        .matcher(hosts.inventory())
        .results()
        .collect(
            Collectors.toMap(
                found -> found.group(1),
                found -> found.group(2),
                (one, _) -> one,
                java.util.LinkedHashMap::new));
  }

  private static String inventory(TestHosts hosts) throws Exception {
    List<String> lines = new ArrayList<>(List.of("[frontends]"));
    addresses(hosts)
        .forEach((name, address) -> lines.add(name + " ballast_docker=tcp://" + address + ":2376"));
    return String.join("\n", lines) + "\n";
  }
}
