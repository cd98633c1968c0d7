package ballast.bench;

import ballast.traffic.Mix;
import ballast.traffic.Tally;
import ballast.traffic.Traffic;
import ballast.traffic.TrafficSpec;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;

/// Ballast, the engines alone, and the playbook of 2016, as printed and tuned: in turn, on the same
/// hosts, under the same traffic, several times over. Prints ratios; seconds are of this machine
/// only.
///
/// Run by `./bench rollout [ROUNDS]`, as root.
final class RolloutBench {
  private static final int HOSTS = 9;
  private static final int SLOTS = 3;
  private static final String MIX = "get=150,keepalive=150";
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final BenchFleet fleet;
  private final Measures measures = new Measures();

  private RolloutBench(BenchFleet fleet) {
    this.fleet = fleet;
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    var fleet = new BenchFleet(Files.createTempDirectory("ballast-bench"));
    try {
      new RolloutBench(fleet).run(rounds);
    } finally {
      fleet.down();
    }
  }

  private void run(int rounds) throws Exception {
    fleet.up(HOSTS);
    for (int round = 1; round <= rounds; round++) {
      say("round %d of %d", round, rounds);
      managed();
      adopted();
    }
    System.out.println(measures.table());
    System.out.println(measures.slots());
  }

  /// The floor and Ballast on the same managed fleet.
  private void managed() throws Exception {
    fleet.reset();
    fleet.config("rollout: {max_out: 3}\n" + fleet.managedBalancer());
    fleet.ballast("setup");
    fleet.ballast("deploy", "1");
    var floor = new EnginesFloor(fleet.raw(SLOTS), SLOTS);
    measures.add("engines alone", watch(() -> floor.replaceAll(fleet.next())));
    for (int i = 0; i < 2; i++) {
      deployed("Ballast, its own balancer");
    }
    long started = System.nanoTime();
    fleet.ballast("plan", fleet.tag());
    measures.add(
        "ballast plan, nothing to do", new Measures.One(since(started), Duration.ZERO, 0, 0));
  }

  /// The playbook as printed, tuned, and Ballast, on a fleet that the playbook has set up.
  private void adopted() throws Exception {
    fleet.reset();
    fleet.playbook("tuned.cfg", "setup.yml", Map.of());
    fleet.playbook(
        "tuned.cfg", "deploy.yml", Map.of("facts", "false", "drain_pause", "0", "version", "1"));
    measures.add(
        "playbook, tuned",
        watch(() ->
            timed(() ->
                fleet.playbook(
                    "tuned.cfg",
                    "deploy.yml",
                    Map.of("facts", "false", "drain_pause", "0", "version", fleet.next())))));
    measures.add(
        "playbook, as printed",
        watch(() ->
            timed(() ->
                fleet.playbook("as-printed.cfg", "deploy.yml", Map.of("version", fleet.next())))));
    fleet.config(
        """
        rollout: {max_out: 3}
        name: "pxApp_{slot}"
        container: {network: pxapp}
        balancer: {container: haproxy-container, backend: pxapp_cluster, server: "pxApp_{slot}"}
        """);
    deployed("Ballast, adopted balancer");
  }

  private void deployed(String name) throws Exception {
    String[] out = {""};
    Measures.One one =
        watch(() ->
            timed(() -> out[0] = fleet.ballast("deploy", fleet.next(), "--output", "json", "-v")));
    JsonObject receipt =
        JsonParser.parseString(out[0].lines().toList().getLast()).getAsJsonObject();
    measures.add(name, one.moved(Receipts.moved(receipt)));
    measures.slots(name, receipt);
  }

  private interface Work {
    Duration run() throws Exception;
  }

  private interface Act {
    Object run() throws Exception;
  }

  private static Duration timed(Act act) throws Exception {
    long started = System.nanoTime();
    act.run();
    return since(started);
  }

  private static Duration since(long started) {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /// Runs it under traffic that never retries.
  private Measures.One watch(Work work) throws Exception {
    fleet.awaitEdge();
    Traffic traffic = Traffic.start(TrafficSpec.of(fleet.edge(), Mix.parse(MIX)));
    Duration took = work.run();
    Tally tally = traffic.stop(GRACE);
    return new Measures.One(took, Duration.ZERO, tally.sent(), tally.lostTotal());
  }

  private static void say(String text, Object... values) {
    System.err.printf(text + "%n", values);
  }
}
