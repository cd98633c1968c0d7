package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two services behind one HAProxy on each host, each set up and rolled by itself.
@OnThreeHosts
class SharedBalancerLiveTest {
  private static final String API_HOST = "api.example";

  @TempDir Path folder;

  @Test
  void servicesComeAndAreRolledBesideEachOtherAndNoneLosesARequest() throws Exception {
    TestHosts hosts = TestHosts.three();
    Product shop = product(hosts, "pxapp", "slots: 3", "balancer: {shared: front, ");
    Product api = product(hosts, "api", "slots: 2", apiBalancer("api"));
    done(shop, "setup");
    done(shop, "deploy", "1");

    List<Tally> tallies = new ArrayList<>();
    Traffic shopping = traffic(hosts, "localhost");
    try {
      done(api, "setup");
      done(api, "deploy", "1");
      Traffic asking = traffic(hosts, API_HOST);
      try {
        rolledAtOnce(shop, api);
        aReloadWaitsForTheRolloutsOfOthers(hosts, shop, api);
        whoWantsTheSameRequestsIsRefused(hosts);
        whoHasNoSubnetOfItsOwnIsToldWhatHelps(hosts);
      } finally {
        tallies.add(stopped(asking));
      }
    } finally {
      tallies.add(stopped(shopping));
    }

    tallies.forEach(Scene::assertNothingLost);
    assertThat(done(shop, "setup").out()).contains("unchanged").doesNotContain("reloaded");
    assertThat(done(api, "setup").out()).contains("unchanged").doesNotContain("reloaded");
    assertThat(serving(shop)).hasSize(9).containsOnly("2");
    assertThat(serving(api)).hasSize(6).containsOnly("2");
  }

  private static void rolledAtOnce(Product... products) throws Exception {
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Product.Ran>> deploys =
          List.of(products).stream()
              .<Callable<Product.Ran>>map(product -> () -> done(product, "deploy", "2"))
              .toList();
      for (Future<Product.Ran> deploy : each.invokeAll(deploys)) {
        assertThat(deploy.get().out()).contains("0 lost");
      }
    }
  }

  /// A new config would let traffic back to a slot that someone else has taken out.
  private static void aReloadWaitsForTheRolloutsOfOthers(TestHosts hosts, Product shop, Product api)
      throws Exception {
    done(shop, "drain", "fe-1/1", "--yes");
    api.config(config(hosts, "api", "slots: 2", apiBalancer("api, v2")));
    Product.Ran refused = api.run("setup", "--limit", "fe-1");
    assertThat(refused.exit()).isEqualTo(Exit.MIXED);
    assertThat(refused.err()).contains("pxapp-1 is in state", "it is a server of pxapp");
    done(shop, "ready", "fe-1/1", "--yes");
    done(api, "setup");
  }

  private void whoWantsTheSameRequestsIsRefused(TestHosts hosts) throws Exception {
    Product other = product(hosts, "other", "slots: 2", apiBalancer("api").replace("78", "79"));
    Product.Ran refused = other.run("setup");
    assertThat(refused.exit()).isEqualTo(Exit.USAGE);
    assertThat(refused.err())
        .contains("nothing was touched", "other and api cannot share", "both take api.example");
  }

  private void whoHasNoSubnetOfItsOwnIsToldWhatHelps(TestHosts hosts) throws Exception {
    Product other =
        product(
            hosts,
            "third",
            "slots: 2",
            "balancer: {shared: front, route: {path: /third}, subnet: 172.30.78, ");
    Product.Ran refused = other.run("setup");
    assertThat(refused.exit()).isEqualTo(Exit.MIXED);
    assertThat(refused.err()).contains("overlaps", "give this service a /24 of its own");
  }

  private static String apiBalancer(String names) {
    String hosts = names.replace("api", API_HOST).replace("v2", "v2.example");
    return "balancer: {shared: front, route: {hosts: [%s]}, subnet: 172.30.78, ".formatted(hosts);
  }

  private Product product(TestHosts hosts, String service, String slots, String balancer)
      throws IOException, InterruptedException {
    Path home = Files.createDirectory(folder.resolve(service));
    Files.writeString(home.resolve("inventory"), hosts.inventory());
    var product = new Product(home);
    product.config(config(hosts, service, slots, balancer));
    return product;
  }

  /// @param balancer up to what is the same for all
  private static String config(TestHosts hosts, String service, String slots, String balancer) {
    return """
    service: %s
    image: %s
    hosts: inventory
    pattern: frontends
    port: 8080
    %s
    health: {path: /api/v1/my/status, method: HEAD, host: pxapp, deadline: 20s}
    %s image: "%s"}
    """
        .formatted(service, hosts.fact("IMAGE"), slots, balancer, hosts.fact("HAPROXY_IMAGE"));
  }

  private static Product.Ran done(Product product, String command, String... arguments)
      throws InterruptedException {
    Product.Ran ran = product.run(command, arguments);
    assertThat(ran.exit())
        .as("ballast %s %s%n%s", command, List.of(arguments), ran)
        .isEqualTo(Exit.DONE);
    return ran;
  }

  private static List<String> serving(Product product) throws InterruptedException {
    return Statuses.versions(done(product, "status", "--output", "json").out());
  }

  private static Traffic traffic(TestHosts hosts, String host)
      throws IOException, InterruptedException {
    Traffic traffic =
        Traffic.start(
            TrafficSpec.of(URI.create(hosts.fact("EDGE")), Mix.parse("get=50,keepalive=20,post=10"))
                .withHost(host)
                .withTimeout(ClientPatience.ANSWER));
    Scene.awaitAnswers(traffic);
    return traffic;
  }

  private static Tally stopped(Traffic traffic) throws InterruptedException {
    Scene.awaitMore(traffic);
    Tally tally = traffic.stop(ClientPatience.GRACE);
    System.out.println(tally.text());
    return tally;
  }
}
