package ballast.bench;

import ballast.traffic.Mix;
import ballast.traffic.Tally;
import ballast.traffic.Traffic;
import ballast.traffic.TrafficSpec;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

  private final Path home = Path.of("").toAbsolutePath();
  private final Path folder;
  private final Measures measures = new Measures();
  private Map<String, String> facts = Map.of();
  private int tag = 1;

  private RolloutBench(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    var bench = new RolloutBench(Files.createTempDirectory("ballast-bench"));
    try {
      bench.run(rounds);
    } finally {
      bench.hosts("down", "--keep-images");
    }
  }

  private void run(int rounds) throws Exception {
    hosts("install");
    hosts("up", Integer.toString(HOSTS));
    facts = facts();
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
    hosts("reset");
    Files.writeString(folder.resolve("inventory"), hosts("inventory"));
    config(
        """
        balancer: {managed: true, image: "%s"}
        """
            .formatted(facts.get("HAPROXY_IMAGE")));
    ballast("setup");
    ballast("deploy", "1");
    relays();
    pullEverywhere();
    var floor = new EnginesFloor(engines(), fact("IMAGE"), SLOTS);
    measures.add("engines alone", watch(() -> floor.replaceAll(next(), addresses())));
    for (int i = 0; i < 2; i++) {
      deployed("Ballast, its own balancer");
    }
    long started = System.nanoTime();
    ballast("plan", Integer.toString(tag));
    measures.add(
        "ballast plan, nothing to do", new Measures.One(since(started), Duration.ZERO, 0, 0));
  }

  /// The playbook as printed, tuned, and Ballast, on a fleet that the playbook has set up.
  private void adopted() throws Exception {
    hosts("reset");
    playbook("tuned.cfg", "setup.yml", Map.of());
    playbook(
        "tuned.cfg", "deploy.yml", Map.of("facts", "false", "drain_pause", "0", "version", "1"));
    pullEverywhere();
    measures.add(
        "playbook, tuned",
        watch(() ->
            timed(() ->
                playbook(
                    "tuned.cfg",
                    "deploy.yml",
                    Map.of("facts", "false", "drain_pause", "0", "version", next())))));
    measures.add(
        "playbook, as printed",
        watch(() ->
            timed(() -> playbook("as-printed.cfg", "deploy.yml", Map.of("version", next())))));
    config(
        """
        name: "pxApp_{slot}"
        container: {network: pxapp}
        balancer: {container: haproxy-container, backend: pxapp_cluster, server: "pxApp_{slot}"}
        """);
    deployed("Ballast, adopted balancer");
  }

  private void deployed(String name) throws Exception {
    String[] out = {""};
    Measures.One one =
        watch(() -> timed(() -> out[0] = ballast("deploy", next(), "--output", "json", "-v")));
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
    awaitEdge();
    Traffic traffic = Traffic.start(TrafficSpec.of(URI.create(fact("EDGE")), Mix.parse(MIX)));
    Duration took = work.run();
    Tally tally = traffic.stop(GRACE);
    return new Measures.One(took, Duration.ZERO, tally.sent(), tally.lostTotal());
  }

  private void awaitEdge() throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!serves(URI.create(fact("EDGE"))) && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
    // Every host has to be up at the edge, and its checks come twice a second.
    Thread.sleep(2000);
  }

  private static boolean serves(URI edge) {
    try (var socket = new java.net.Socket(edge.getHost(), edge.getPort())) {
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
          .endsWith("200");
    } catch (IOException notYet) {
      return false;
    }
  }

  /// The next of the six versions, so that every rollout changes every container.
  private String next() {
    tag = tag % 6 + 1;
    return Integer.toString(tag);
  }

  /// All versions lie on every host before anything is timed: what a registry costs is not what is
  /// compared.
  private void pullEverywhere() throws Exception {
    for (Path socket : engines().values()) {
      for (int version = 1; version <= 6; version++) {
        new RawEngine(socket)
            .must(
                "POST", "/images/create?fromImage=%s&tag=%d".formatted(fact("IMAGE"), version), "");
      }
    }
  }

  /// A way to each slot's own address, for asking it without a balancer.
  private void relays() throws Exception {
    for (String host : pids().keySet()) {
      for (int slot = 1; slot <= SLOTS; slot++) {
        hosts(
            "run",
            host,
            "sh",
            "-c",
            "setsid socat TCP-LISTEN:%d,fork,reuseaddr TCP:172.30.77.%d:8080,connect-timeout=1 >/dev/null 2>&1 &"
                .formatted(EnginesFloor.relayPort(slot), 10 + slot));
      }
    }
  }

  private Map<String, Path> engines() throws Exception {
    var sockets = new LinkedHashMap<String, Path>();
    pids()
        .forEach(
            (host, pid) -> sockets.put(host, Path.of("/proc/" + pid + "/root/run/docker.sock")));
    return sockets;
  }

  private Map<String, Long> pids() throws Exception {
    var pids = new LinkedHashMap<String, Long>();
    for (String line : hosts("list").lines().toList()) {
      pids.put(line.split(" ")[0], Long.parseLong(line.split(" ")[2]));
    }
    return pids;
  }

  private Map<String, String> addresses() throws Exception {
    var addresses = new LinkedHashMap<String, String>();
    for (String line : hosts("list").lines().toList()) {
      addresses.put(line.split(" ")[0], line.split(" ")[1]);
    }
    return addresses;
  }

  private void config(String settings) throws IOException {
    Files.writeString(
        folder.resolve("ballast.yml"),
        """
        service: pxapp
        image: %s
        hosts: inventory
        pattern: frontends
        port: 8080
        slots: 3
        health: {path: /api/v1/my/status, method: HEAD, host: pxapp, deadline: 30s}
        rollout: {max_out: 3}
        %s
        """
            .formatted(fact("IMAGE"), settings));
  }

  private String ballast(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(home.resolve("ballast").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-c", folder.resolve("ballast.yml").toString()));
    return output(command, Map.of());
  }

  private String playbook(String config, String playbook, Map<String, String> variables)
      throws Exception {
    Path playbooks = home.resolve("src").resolve("test").resolve("playbook");
    var command =
        new ArrayList<>(
            List.of(
                "ansible-playbook",
                "-i",
                folder.resolve("inventory").toString(),
                playbooks.resolve(playbook).toString(),
                "-e",
                "registry=" + fact("REGISTRY")));
    for (var variable : variables.entrySet()) {
      command.addAll(List.of("-e", variable.getKey() + "=" + variable.getValue()));
    }
    return output(command, Map.of("ANSIBLE_CONFIG", playbooks.resolve(config).toString()));
  }

  private String hosts(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(home.resolve("hosts").resolve("hosts").toString()));
    command.addAll(List.of(arguments));
    return output(command, Map.of());
  }

  private Map<String, String> facts() throws IOException {
    var facts = new LinkedHashMap<String, String>();
    for (String line :
        Files.readAllLines(home.resolve(".ballast").resolve("hosts").resolve("env"))) {
      int at = line.indexOf('=');
      if (at > 0) {
        facts.put(line.substring(0, at), line.substring(at + 1).replaceAll("^['\"]|['\"]$", ""));
      }
    }
    return facts;
  }

  private String fact(String name) {
    String value = facts.get(name);
    if (value == null) {
      throw new IllegalStateException("the hosts did not tell their " + name);
    }
    return value;
  }

  private static String output(List<String> command, Map<String, String> environment)
      throws Exception {
    Path said = Files.createTempFile("ballast-bench", ".log");
    var builder = new ProcessBuilder(command).redirectError(said.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(
          "%s%n%s%n%s".formatted(String.join(" ", command), out, Files.readString(said)));
    }
    Files.delete(said);
    return out;
  }

  private static void say(String text, Object... values) {
    System.err.printf(text + "%n", values);
  }
}
