package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import ballast.tls.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS ends at the balancers of real hosts, and clients ask them over HTTP/2 all the while.
@OnThreeHosts
class TlsLiveTest {
  private static final Pattern ADDRESS = Pattern.compile("(\\S+) ansible_host=(\\S+)");
  private static final Pattern PID = Pattern.compile("(?m)^Pid: (\\d+)$");

  @TempDir Path folder;

  @Test
  void certificatesChangeAndReleasesRollWithoutALostRequestOverHttps() throws Exception {
    TestHosts hosts = TestHosts.three();
    var product = new Product(folder);
    Scene scene = Scene.adopting(hosts, product);
    List<String> addresses = addresses(hosts);
    TestCa ca = TestCa.in(folder.resolve("certs"));
    ca.issue("shop.pem", names(addresses));
    Files.writeString(folder.resolve("inventory"), hosts.inventory());
    configure(hosts, product, "HAPROXY_IMAGE", "certs: [certs/shop.pem]");
    scene.expect(Exit.DONE, "setup");
    assertThat(scene.expect(Exit.DONE, "check").out()).contains("certs/shop.pem: for shop.example");
    scene.expect(Exit.DONE, "deploy", "1");

    Map<String, String> before = processes(scene);
    String first = served(scene);
    try (HttpsTraffic traffic = HttpsTraffic.start(ca, addresses)) {
      traffic.awaitMore();

      ca.issue("shop.pem", names(addresses));
      assertThat(scene.expect(Exit.DONE, "setup").out()).contains("serves tls-shop.pem anew");
      traffic.awaitMore();
      assertThat(processes(scene)).as("no process was replaced or reloaded").isEqualTo(before);
      String second = served(scene);
      assertThat(second).isNotEqualTo(first);
      assertThat(scene.expect(Exit.DONE, "setup").out()).contains("unchanged");

      aWrongKeyIsRefused(scene, ca, addresses);
      assertThat(processes(scene)).isEqualTo(before);
      assertThat(served(scene)).as("everything is as it was").isEqualTo(second);
      traffic.awaitMore();

      scene.expect(Exit.DONE, "deploy", "2");
      traffic.awaitMore();

      configure(hosts, product, "HAPROXY_IMAGE_AGAIN", "certs: [certs/shop.pem]");
      assertThat(scene.expect(Exit.DONE, "setup").out())
          .contains("HAProxy replaced; the new one took over its sockets");
      traffic.awaitMore();
      assertThat(served(scene)).as("the new HAProxy's certificate").isEqualTo(second);
      traffic.assertAllAnswered();
      System.out.printf("over https: %s%n", traffic);
    }
    scene.assertServing("2");

    configure(hosts, product, "HAPROXY_IMAGE_AGAIN", "certs: [certs/shop.pem], redirect: true");
    assertThat(scene.expect(Exit.DONE, "setup").out()).contains("checked and reloaded");
    HttpsTraffic.assertRedirects(addresses.getFirst());
    assertThat(scene.expect(Exit.DONE, "status").out())
        .containsPattern("certificate \\S*certs/shop.pem for .*\\(in 19 days\\), on all 3 hosts");
  }

  private static void aWrongKeyIsRefused(Scene scene, TestCa ca, List<String> addresses)
      throws IOException, InterruptedException {
    Path good = folder(ca).resolve("shop.pem");
    String kept = Files.readString(good);
    Path other = ca.issue("other.pem", names(addresses));
    ca.mixed("shop.pem", Files.copy(good, folder(ca).resolve("copy.pem")), other);
    Product.Ran ran = scene.expect(Exit.MIXED, "setup");
    assertThat(ran.err()).contains("inconsistencies between private key and certificate");
    Files.writeString(good, kept);
    assertThat(scene.expect(Exit.DONE, "setup").out()).contains("unchanged");
  }

  private static Path folder(TestCa ca) {
    return ca.certificate().getParent();
  }

  private static void configure(TestHosts hosts, Product product, String haproxy, String https)
      throws IOException {
    product.config(
        """
        service: pxapp
        image: %s
        hosts: inventory
        pattern: frontends
        port: 8080
        slots: 3
        container: {stop_grace: 10s}
        health: {path: /api/v1/my/status, method: HEAD, host: pxapp, deadline: 20s}
        balancer: {managed: true, image: "%s", https: {%s}}
        rollout: {max_out: 3}
        """
            .formatted(hosts.fact("IMAGE"), hosts.fact(haproxy), https));
  }

  private static List<String> addresses(TestHosts hosts) throws IOException, InterruptedException {
    return ADDRESS.matcher(hosts.inventory()).results().map(found -> found.group(2)).toList();
  }

  private static String[] names(List<String> addresses) {
    var names = new ArrayList<>(List.of("DNS:shop.example"));
    addresses.forEach(address -> names.add("IP:" + address));
    return names.toArray(String[]::new);
  }

  /// The worker of each host's HAProxy.
  private static Map<String, String> processes(Scene scene)
      throws IOException, InterruptedException {
    var pids = new LinkedHashMap<String, String>();
    for (var socket : scene.balancers().entrySet()) {
      var pid = PID.matcher(ServerLine.ask(socket.getValue(), "show info\n"));
      assertThat(pid.find()).isTrue();
      pids.put(socket.getKey(), pid.group(1));
    }
    return pids;
  }

  /// The fingerprint that every host's HAProxy tells.
  private static String served(Scene scene) throws InterruptedException {
    String json = scene.expect(Exit.DONE, "status", "--output", "json").out();
    List<String> fingerprints =
        Pattern.compile("\"fingerprint\":\"([0-9A-F]+)\"")
            .matcher(json)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(fingerprints).hasSize(scene.hosts().count());
    assertThat(fingerprints.stream().distinct()).as("%s", fingerprints).hasSize(1);
    return fingerprints.getFirst();
  }
}
