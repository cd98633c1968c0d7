package ballast.bench;

import ballast.live.ServerLine;
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

/// The real hosts that a benchmark runs on, and the programs that it measures there.
final class BenchFleet {
  private static final Duration EDGE_SEES_ALL = Duration.ofSeconds(60);
  private static final int VERSIONS = 6;

  private final Path home = Path.of("").toAbsolutePath();
  private final Path folder;
  private Map<String, String> facts = Map.of();
  private int tag = 1;

  /// @param folder where ballast.yml and the inventory are written
  BenchFleet(Path folder) {
    this.folder = folder;
  }

  /// So many hosts; installs what is missing, and may be said again with another number.
  void up(int hosts) throws Exception {
    hosts("install");
    hosts("up", Integer.toString(hosts));
    facts = readFacts();
    Files.writeString(folder.resolve("inventory"), hosts("inventory"));
  }

  void down() throws Exception {
    hosts("down", "--keep-images");
  }

  /// Empty hosts that have all versions of the image: what a registry costs is not what is
  /// compared.
  void reset() throws Exception {
    hosts("reset", "--keep-images");
    for (Path socket : engines().values()) {
      for (int version = 1; version <= VERSIONS; version++) {
        new RawEngine(socket)
            .must(
                "POST", "/images/create?fromImage=%s&tag=%d".formatted(fact("IMAGE"), version), "");
      }
    }
    tag = 1;
  }

  /// The next of the versions, so that every rollout changes every container.
  String next() {
    tag = tag % VERSIONS + 1;
    return tag();
  }

  /// The version that was rolled last.
  String tag() {
    return Integer.toString(tag);
  }

  URI edge() {
    return URI.create(fact("EDGE"));
  }

  Path edgeSocket() {
    return Path.of(fact("EDGE_SOCKET"));
  }

  String edgeBackend() {
    return fact("EDGE_BACKEND");
  }

  Path home() {
    return home;
  }

  /// Every host has to be up at the edge, which looks twice a second.
  void awaitEdge() throws Exception {
    long deadline = System.nanoTime() + EDGE_SEES_ALL.toNanos();
    while (!ServerLine.all(edgeSocket(), edgeBackend()).stream().allMatch(ServerLine::serves)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the edge does not see every host");
      }
      Thread.sleep(100);
    }
  }

  /// A ballast.yml for the fleet.
  ///
  /// @param settings further lines of it
  void config(String settings) throws IOException {
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
        %s
        """
            .formatted(fact("IMAGE"), settings));
  }

  String managedBalancer() {
    return "balancer: {managed: true, image: \"%s\"}\n".formatted(fact("HAPROXY_IMAGE"));
  }

  /// What a command of Ballast printed, run as a person runs it.
  String ballast(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(home.resolve("ballast").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-c", folder.resolve("ballast.yml").toString()));
    return output(command, Map.of());
  }

  String playbook(String config, String playbook, Map<String, String> variables) throws Exception {
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

  /// The slots by raw calls, each with a way to ask it without a balancer.
  ///
  /// @param slots of a host, spares among them
  List<RawHost> raw(int slots) throws Exception {
    var raw = new ArrayList<RawHost>();
    Map<String, Path> engines = engines();
    for (var host : addresses().entrySet()) {
      for (int slot = 1; slot <= slots; slot++) {
        relay(host.getKey(), slot);
      }
      raw.add(
          new RawHost(
              host.getKey(),
              new RawEngine(engines.get(host.getKey())),
              host.getValue(),
              fact("IMAGE")));
    }
    return raw;
  }

  private void relay(String host, int slot) throws Exception {
    hosts(
        "run",
        host,
        "sh",
        "-c",
        "setsid socat TCP-LISTEN:%d,fork,reuseaddr TCP:172.30.77.%d:8080,connect-timeout=1 >/dev/null 2>&1 &"
            .formatted(RawHost.relayPort(slot), 10 + slot));
  }

  /// Each host's engine, past the product.
  Map<String, Path> engines() throws Exception {
    return inEach("/run/docker.sock");
  }

  /// The admin socket of each host's balancer that Ballast runs.
  Map<String, Path> managedBalancers() throws Exception {
    return inEach("/run/ballast/pxapp/admin.sock");
  }

  /// The admin socket of each host's balancer that the playbook runs.
  Map<String, Path> playbookBalancers() throws Exception {
    var sockets = new LinkedHashMap<String, Path>();
    for (var host : pids().entrySet()) {
      String inner =
          hosts(
                  "run",
                  host.getKey(),
                  "docker",
                  "inspect",
                  "-f",
                  "{{.State.Pid}}",
                  "haproxy-container")
              .strip();
      sockets.put(
          host.getKey(),
          Path.of("/proc/%d/root/proc/%s/root/run/haproxy.sock".formatted(host.getValue(), inner)));
    }
    return sockets;
  }

  private Map<String, Path> inEach(String path) throws Exception {
    var sockets = new LinkedHashMap<String, Path>();
    pids().forEach((host, pid) -> sockets.put(host, Path.of("/proc/" + pid + "/root" + path)));
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

  private String hosts(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(home.resolve("hosts").resolve("hosts").toString()));
    command.addAll(List.of(arguments));
    return output(command, Map.of("BALLAST_HOSTS_STATE", state().toString()));
  }

  /// Not the demo's hosts, which may be there.
  private Path state() {
    return home.resolve(".ballast").resolve("bench-hosts");
  }

  private Map<String, String> readFacts() throws IOException {
    var facts = new LinkedHashMap<String, String>();
    for (String line : Files.readAllLines(state().resolve("env"))) {
      int at = line.indexOf('=');
      if (at > 0) {
        facts.put(line.substring(0, at), line.substring(at + 1).replaceAll("^['\"]|['\"]$", ""));
      }
    }
    return facts;
  }

  String fact(String name) {
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
}
