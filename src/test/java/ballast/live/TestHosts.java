package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Real hosts on this machine, made once for all live tests and emptied between them: two fleets,
/// of nine and of three, so that two classes run beside each other. A scene has all hosts of one,
/// or the first few: then the others have no container.
final class TestHosts {
  static final int SLOTS = 3;

  private static final Path PROGRAM = Path.of("hosts", "hosts").toAbsolutePath();
  private static final long DEADLINE_SECONDS = 240;

  private static final Pattern HOST = Pattern.compile("fe-(\\d+) .*");

  private final Fleet fleet;
  private final int count;

  private TestHosts(Fleet fleet, int count) {
    this.fleet = fleet;
    this.count = count;
  }

  /// For what a whole fleet is about: its budgets, its batches, a fault of one among many. For a
  /// class that is [OnNineHosts].
  static TestHosts nine() throws IOException, InterruptedException {
    return Fleet.NINE.empty(9);
  }

  /// For what is the same on a fleet of any size, in a class that needs all nine as well.
  static TestHosts threeOfNine() throws IOException, InterruptedException {
    return Fleet.NINE.empty(3);
  }

  /// For what is the same on a fleet of any size. For a class that is [OnThreeHosts].
  static TestHosts three() throws IOException, InterruptedException {
    return Fleet.THREE.empty(3);
  }

  /// Hosts with a network, a registry and an edge of their own: not those of the demo, which may be
  /// there.
  private static final class Fleet {
    static final Fleet NINE = new Fleet(Path.of(".ballast", "nine-hosts"), 9);
    static final Fleet THREE = new Fleet(Path.of(".ballast", "three-hosts"), 3);

    private final Path state;
    private final int all;
    private Map<String, String> facts = Map.of();

    /// How many hosts a scene may have left something on.
    private int touched;

    Fleet(Path state, int all) {
      this.state = state.toAbsolutePath();
      this.all = all;
      this.touched = all;
    }

    /// Hosts without containers, networks or volumes. Images of earlier scenes stay, as they do on
    /// real hosts; the benchmark is where pulls count.
    synchronized TestHosts empty(int count) throws IOException, InterruptedException {
      if (facts.isEmpty()) {
        up();
      }
      run("reset", "--keep-images", "--first", Integer.toString(touched));
      touched = count;
      return new TestHosts(this, count);
    }

    /// One after the other: each takes the first network that is free.
    private void up() throws IOException, InterruptedException {
      synchronized (Fleet.class) {
        run("up", Integer.toString(all));
      }
      Runtime.getRuntime().addShutdownHook(new Thread(this::down));
      facts = readFacts();
    }

    private void down() {
      try {
        run("down", "--keep-images");
      } catch (IOException | InterruptedException lost) {
        System.err.println("the test hosts could not be removed: " + lost.getMessage());
      }
    }

    String run(String... arguments) throws IOException, InterruptedException {
      var command = new ArrayList<>(List.of(PROGRAM.toString()));
      command.addAll(List.of(arguments));
      return output(command, Map.of("BALLAST_HOSTS_STATE", state.toString()));
    }

    private Map<String, String> readFacts() throws IOException {
      var read = new LinkedHashMap<String, String>();
      for (String line : Files.readAllLines(state.resolve("env"))) {
        int at = line.indexOf('=');
        if (at > 0) {
          read.put(line.substring(0, at), line.substring(at + 1).replaceAll("^['\"]|['\"]$", ""));
        }
      }
      return read;
    }
  }

  int count() {
    return count;
  }

  int slots() {
    return count * SLOTS;
  }

  String fact(String name) {
    String value = fleet.facts.get(name);
    assertThat(value).as("fact %s of the test hosts", name).isNotNull();
    return value;
  }

  /// Where the registry keeps its images.
  Path images() {
    return fleet.state.resolve("registry").resolve("data");
  }

  /// Name and pid of each host, in order.
  Map<String, Long> pids() throws IOException, InterruptedException {
    var pids = new LinkedHashMap<String, Long>();
    for (String line : run("list").lines().filter(this::isOfScene).toList()) {
      String[] words = line.split(" ");
      pids.put(words[0], Long.parseLong(words[2]));
    }
    return pids;
  }

  /// Makes the images of one of examples/, if they are not there.
  void example(String name) throws IOException, InterruptedException {
    run("examples", name);
  }

  String inventory() throws IOException, InterruptedException {
    return run("inventory").lines().filter(this::isOfScene).collect(Collectors.joining("\n"))
        + "\n";
  }

  /// Whether a line is about a host of this scene, or about none.
  private boolean isOfScene(String line) {
    Matcher host = HOST.matcher(line);
    return !host.matches() || Integer.parseInt(host.group(1)) <= count;
  }

  /// What a command inside a host printed.
  String in(String host, String... command) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of("run", host));
    all.addAll(List.of(command));
    return run(all.toArray(String[]::new));
  }

  /// Takes a host's Docker Engine away, with its packages, as if it had never had one.
  void bare(String host) throws IOException, InterruptedException {
    run("bare", host);
  }

  /// Takes a host off the network.
  void cut(String host) throws IOException, InterruptedException {
    run("cut", host);
  }

  void mend(String host) throws IOException, InterruptedException {
    run("mend", host);
  }

  /// Cuts a host's power: no process of it lives on, its disk does.
  void powerOff(String host) throws IOException, InterruptedException {
    run("power-off", host);
  }

  void powerOn(String host) throws IOException, InterruptedException {
    run("power-on", host);
  }

  /// A host's connections to the registry are refused from now on.
  void refuseRegistry(String host) throws IOException, InterruptedException {
    firewall(host, "-I", "REJECT --reject-with tcp-reset");
  }

  void acceptRegistry(String host) throws IOException, InterruptedException {
    firewall(host, "-D", "REJECT --reject-with tcp-reset");
  }

  /// What a host asks the registry is lost on its way from now on: it goes on asking.
  void loseRegistry(String host) throws IOException, InterruptedException {
    firewall(host, "-I", "DROP");
  }

  void findRegistry(String host) throws IOException, InterruptedException {
    firewall(host, "-D", "DROP");
  }

  private void firewall(String host, String change, String what)
      throws IOException, InterruptedException {
    String port = fact("REGISTRY").replaceAll(".*:", "");
    in(
        host,
        "sh",
        "-c",
        "iptables -w %s OUTPUT -p tcp --dport %s -j %s".formatted(change, port, what));
  }

  /// Images that no container has: what was pulled before is pulled again.
  void forgetImages() throws IOException, InterruptedException {
    for (String host : pids().keySet()) {
      in(host, "docker", "image", "prune", "--all", "--force");
    }
  }

  /// Its containers end with it, unless it lets them live.
  void killEngine(String host) throws IOException, InterruptedException {
    in(host, "bash", "-c", "kill -KILL $(cat /run/docker.pid)");
  }

  void startEngine(String host) throws IOException, InterruptedException {
    in(
        host,
        "bash",
        "-c",
        "rm -f /run/docker.pid; setsid nice -n 10 dockerd >/run/dockerd.log 2>&1 </dev/null &");
  }

  /// It answers nobody from now on; its containers run on.
  void freezeEngine(String host) throws IOException, InterruptedException {
    in(host, "bash", "-c", "kill -STOP $(cat /run/docker.pid)");
  }

  /// It goes on, with all it was asked meanwhile.
  void thawEngine(String host) throws IOException, InterruptedException {
    in(host, "bash", "-c", "kill -CONT $(cat /run/docker.pid)");
  }

  void registryOff() throws IOException, InterruptedException {
    run("registry-off");
  }

  void registryOn() throws IOException, InterruptedException {
    run("registry-on");
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    return fleet.run(arguments);
  }

  /// What a program printed; fails with all it said when it ends with another code than 0.
  static String output(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile("ballast-live", ".log");
    var builder = new ProcessBuilder(command).redirectError(said.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    assertThat(ended && process.exitValue() == 0)
        .as("%s%n%s%n%s", String.join(" ", command), out, Files.readString(said))
        .isTrue();
    Files.delete(said);
    return out;
  }
}
