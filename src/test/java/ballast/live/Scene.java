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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Hosts with three slots each that serve release 1 behind balancers of Ballast's own, ready to be
/// rolled under traffic.
final class Scene {
  /// Requests a second from outside that keep every slot busy.
  static final String STEADY = "get=50,keepalive=25,post=10";

  /// How many of nine hosts' slots may be out unless something else is said, for scenes of three.
  static final String THREE_OUT = "rollout: {max_out: 3}\n";

  private static final int AT_ONCE = 3;

  private final TestHosts hosts;
  private final Product product;

  private Scene(TestHosts hosts, Product product) {
    this.hosts = hosts;
    this.product = product;
  }

  /// @param settings further lines of ballast.yml
  static Scene serving(TestHosts hosts, Path folder, String settings)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("inventory"), hosts.inventory());
    var scene = new Scene(hosts, new Product(folder));
    scene.become(settings);
    scene.expect(Exit.DONE, "setup");
    scene.expect(Exit.DONE, "deploy", "1");
    return scene;
  }

  /// What ballast.yml says from now on.
  ///
  /// @param settings its further lines
  void become(String settings) throws IOException {
    product.config(
        """
        service: pxapp
        image: %s
        hosts: inventory
        pattern: frontends
        port: 8080
        slots: 3
        health: {path: /api/v1/my/status, method: HEAD, host: pxapp, deadline: 20s}
        balancer: {managed: true, image: "%s"}
        %s
        """
            .formatted(hosts.fact("IMAGE"), hosts.fact("HAPROXY_IMAGE"), settings));
  }

  /// The release serves everywhere as ballast.yml has it from now on, whatever a test before has
  /// left; where it does already, nothing happens.
  void serves(String release, String settings) throws IOException, InterruptedException {
    become(settings);
    expect(Exit.DONE, "deploy", release, "--max-out", Integer.toString(hosts.count()));
  }

  /// Hosts that something else has set up.
  static Scene adopting(TestHosts hosts, Product product) {
    return new Scene(hosts, product);
  }

  Product product() {
    return product;
  }

  TestHosts hosts() {
    return hosts;
  }

  Product.Ran expect(Exit exit, String command, String... arguments) throws InterruptedException {
    Product.Ran ran = product.run(command, arguments);
    assertThat(ran.exit())
        .as("ballast %s %s%n%s", command, List.of(arguments), ran)
        .isEqualTo(exit);
    return ran;
  }

  /// The admin socket of each host's managed balancer.
  Map<String, Path> balancers() throws IOException, InterruptedException {
    var sockets = new LinkedHashMap<String, Path>();
    hosts
        .pids()
        .forEach((host, pid) ->
            sockets.put(host, Path.of("/proc/" + pid + "/root/run/ballast/pxapp/admin.sock")));
    return sockets;
  }

  /// What came of a command under traffic.
  record Watched(Product.Ran ran, Tally tally, int mostOut) {}

  /// Runs a command under traffic and an independent sampler, and checks FLOOR and PROVEN.
  Watched watch(String mix, int maxOut, Exit exit, String command, String... arguments)
      throws IOException, InterruptedException {
    return watch(balancers(), "pxapp", mix, maxOut, exit, command, arguments);
  }

  Watched watch(
      Map<String, Path> sockets,
      String backend,
      String mix,
      int maxOut,
      Exit exit,
      String command,
      String... arguments)
      throws IOException, InterruptedException {
    Traffic traffic = clients(mix);
    Sampler sampler = Sampler.start(sockets, backend, TestHosts.SLOTS, Math.min(1, maxOut), maxOut);
    Product.Ran ran;
    try {
      ran = product.run(command, arguments);
    } finally {
      sampler.close();
    }
    awaitMore(traffic);
    Tally tally = traffic.stop(ClientPatience.GRACE);
    System.out.printf(
        "%s %s: %s; at most %d out in %d samples%n%s%n",
        command, List.of(arguments), tally.text(), sampler.mostOut(), sampler.samples(), ran.out());
    assertThat(ran.exit()).as("ballast %s%n%s", command, ran).isEqualTo(exit);
    assertThat(sampler.broken()).as("promises broken, as sampled from outside").isEmpty();
    assertThat(sampler.samples()).as("samples taken").isGreaterThan(3);
    return new Watched(ran, tally, sampler.mostOut());
  }

  /// What a fault may do to traffic and promises while it lasts.
  interface Fault {
    void happen() throws IOException, InterruptedException;
  }

  /// Traffic and an independent sampler around something that happens to the fleet.
  ///
  /// @param broken moments at which a promise did not hold, as sampled from outside
  record Seen(Tally tally, List<String> broken) {}

  /// @param maxOut how many slots may be out at once
  Seen during(String mix, int maxOut, Fault fault) throws IOException, InterruptedException {
    return during(mix, 1, maxOut, fault);
  }

  /// @param perHost how many slots of one host may be out at once
  Seen during(String mix, int perHost, int maxOut, Fault fault)
      throws IOException, InterruptedException {
    var broken = new ArrayList<String>();
    Tally tally =
        under(
            mix,
            () -> {
              Sampler sampler =
                  Sampler.start(balancers(), "pxapp", TestHosts.SLOTS, perHost, maxOut);
              try {
                fault.happen();
              } finally {
                broken.addAll(sampler.broken());
              }
            });
    return new Seen(tally, broken);
  }

  /// Traffic around a fault of one host. On all others FLOOR and PROVEN hold, as sampled from
  /// outside: the fault is no excuse for them.
  ///
  /// @param hit the host that the fault is of
  Tally beside(String hit, String mix, Fault fault) throws IOException, InterruptedException {
    Map<String, Path> others = balancers();
    others.remove(hit);
    var broken = new ArrayList<String>();
    Tally tally =
        under(
            mix,
            () -> {
              Sampler sampler = Sampler.start(others, "pxapp", TestHosts.SLOTS, 1, AT_ONCE);
              try {
                fault.happen();
              } finally {
                broken.addAll(sampler.broken());
              }
            });
    assertThat(broken).as("promises broken on other hosts than %s", hit).isEmpty();
    return tally;
  }

  /// Traffic from before something happens to the fleet until after it.
  Tally under(String mix, Fault fault) throws IOException, InterruptedException {
    Traffic traffic = clients(mix);
    fault.happen();
    awaitMore(traffic);
    Tally tally = traffic.stop(ClientPatience.GRACE);
    System.out.printf("%s%n", tally.text());
    return tally;
  }

  /// Clients that never retry, by way of the edge, and that have had their first answers.
  private Traffic clients(String mix) throws IOException, InterruptedException {
    awaitEdge();
    Traffic traffic =
        Traffic.start(
            TrafficSpec.of(URI.create(hosts.fact("EDGE")), Mix.parse(mix))
                .withTimeout(ClientPatience.ANSWER)
                .withMaxInFlight(ClientPatience.IN_FLIGHT));
    awaitAnswers(traffic);
    return traffic;
  }

  /// A deploy of release 2 in a process of its own that something happens to.
  ///
  /// @param arguments of `deploy`
  /// @param words when its story has them, it happens
  /// @param ends how the deploy may end
  record Midway(List<String> arguments, String words, Fault fault, List<Exit> ends) {
    /// How a rollout may end that a fault has hit.
    private static final List<Exit> ANYHOW = List.of(Exit.DONE, Exit.WENT_BACK, Exit.MIXED);

    /// Something after which the deploy must have done its work all the same.
    static Midway survived(String words, Fault fault) {
      return new Midway(List.of("2", "-v"), words, fault, List.of(Exit.DONE));
    }

    /// Something after which the deploy may have gone on, back, or as far as it could.
    static Midway hit(String words, Fault fault) {
      return new Midway(List.of("2", "-v"), words, fault, ANYHOW);
    }

    Midway ending(Exit... allowed) {
      return new Midway(arguments, words, fault, List.of(allowed));
    }

    Midway deploying(String release) {
      return new Midway(List.of(release, "-v"), words, fault, ends);
    }
  }

  /// @return all that the deploy said
  String happens(Midway midway) throws IOException, InterruptedException {
    try (Outside controller =
        Outside.start(product.folder(), "deploy", midway.arguments().toArray(String[]::new))) {
      controller.awaitStory(midway.words());
      midway.fault().happen();
      assertEnded(controller, midway.ends());
      return controller.story();
    }
  }

  /// It ends in one of these ways, and says so.
  static void assertEnded(Outside controller, List<Exit> ends)
      throws IOException, InterruptedException {
    int ended = controller.await();
    assertThat(ended).as(controller.story()).isIn(ends.stream().map(Exit::code).toList());
    assertThat(controller.story()).contains(words(ended));
  }

  /// What a rollout says at its end, by how it ends.
  private static String words(int code) {
    Exit exit =
        Stream.of(Exit.values()).filter(one -> one.code() == code).findFirst().orElseThrow();
    return switch (exit) {
      case DONE -> "done: every slot serves";
      case WENT_BACK -> "the fleet serves";
      case MIXED -> "failed, and the fleet is mixed: some slots serve another release";
      case LOCKED -> "it no longer holds the lock";
      case USAGE, UNREACHABLE, STOPPED, BUG ->
          throw new AssertionError("no fault ends a rollout so: " + exit);
    };
  }

  /// Whatever a fault has left, the next commands put it right.
  void putRight() throws InterruptedException {
    expect(Exit.DONE, "repair", "--yes");
    expect(Exit.DONE, "deploy", "2");
    assertServing("2");
  }

  /// What a fault itself must cut is told, and is little; nothing else can be told apart from it.
  ///
  /// @param most requests that it may cut: some times what is seen of it
  static void assertLittleLost(String fault, int most, Tally tally) {
    System.out.printf("cut by %s: %d of %d%n", fault, tally.lostTotal(), tally.answered());
    assertThat(tally.lostTotal()).as(tally.text()).isLessThanOrEqualTo(most);
  }

  /// Nothing was lost, and everything that was sent was answered.
  static void assertNothingLost(Tally tally) {
    assertThat(tally.losses()).as("%s", tally.text()).isEmpty();
    assertThat(tally.lostTotal()).as("%s", tally.text()).isZero();
    assertThat(tally.inFlight()).as("never answered: %s", tally.text()).isZero();
    assertThat(tally.answered()).as("requests answered").isGreaterThan(300);
  }

  /// Every slot serves the version, as the product itself tells.
  void assertServing(String version) throws InterruptedException {
    assertServing(version, TestHosts.SLOTS);
  }

  /// @param slots of each host
  void assertServing(String version, int slots) throws InterruptedException {
    String json = expect(Exit.DONE, "status", "--output", "json").out();
    assertThat(Statuses.versions(json))
        .as("%s", json)
        .hasSize(hosts.count() * slots)
        .containsOnly(version);
  }

  void awaitEdge() throws IOException, InterruptedException {
    Path socket = Path.of(hosts.fact("EDGE_SOCKET"));
    String backend = hosts.fact("EDGE_BACKEND");
    long deadline = System.nanoTime() + ClientPatience.ANSWER.toNanos();
    while (true) {
      String csv = ServerLine.ask(socket, "show stat " + backend + " 4 -1\n");
      long up = csv.lines().filter(line -> line.contains(",UP,")).count();
      if (up == hosts.count()) {
        return;
      }
      assertThat(System.nanoTime())
          .as("the edge sees %d hosts up%n%s", up, csv)
          .isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  static void awaitAnswers(Traffic traffic) throws InterruptedException {
    long deadline = System.nanoTime() + ClientPatience.ANSWER.toNanos();
    while (traffic.tally().answered() < 100) {
      assertThat(System.nanoTime()).as("%s", traffic.tally().text()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  /// Some traffic after the last slot is ready: what a rollout broke may show only then.
  static void awaitMore(Traffic traffic) throws InterruptedException {
    long then = traffic.tally().sent();
    while (traffic.tally().sent() < then + 300) {
      Thread.sleep(50);
    }
  }
}
