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

/// Nine real hosts on this machine, made once for all live tests and emptied between them. A scene
/// has all of them, or the first few: then the others have no container.
final class TestHosts {
  static final int SLOTS = 3;

  private static final int ALL = 9;
  private static final int FEW = 3;

  private static final Path PROGRAM = Path.of("hosts", "hosts").toAbsolutePath();
  private static final long DEADLINE_SECONDS = 240;

  private static final Pattern HOST = Pattern.compile("fe-(\\d+) .*");

  private static Map<String, String> known = Map.of();

  /// How many hosts a scene may have left something on.
  private static int touched = ALL;

  private final Map<String, String> facts;
  private final int count;

  private TestHosts(Map<String, String> facts, int count) {
    this.facts = facts;
    this.count = count;
  }

  /// For what a whole fleet is about: its budgets, its batches, a fault of one among many.
  static TestHosts nine() throws IOException, InterruptedException {
    return empty(ALL);
  }

  /// For what is the same on a fleet of any size.
  static TestHosts three() throws IOException, InterruptedException {
    return empty(FEW);
  }

  /// Hosts without containers, networks or volumes. Images of earlier scenes stay, as they do on
  /// real hosts; the benchmark is where pulls count.
  private static synchronized TestHosts empty(int count) throws IOException, InterruptedException {
    if (known.isEmpty()) {
      run("up", Integer.toString(ALL));
      Runtime.getRuntime().addShutdownHook(new Thread(TestHosts::down));
      known = readFacts();
    }
    run("reset", "--keep-images", "--first", Integer.toString(touched));
    touched = count;
    return new TestHosts(known, count);
  }

  int count() {
    return count;
  }

  int slots() {
    return count * SLOTS;
  }

  private static void down() {
    try {
      run("down", "--keep-images");
    } catch (IOException | InterruptedException lost) {
      System.err.println("the test hosts could not be removed: " + lost.getMessage());
    }
  }

  String fact(String name) {
    String value = facts.get(name);
    assertThat(value).as("fact %s of the test hosts", name).isNotNull();
    return value;
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
  static void example(String name) throws IOException, InterruptedException {
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

  /// Takes a host off the network.
  static void cut(String host) throws IOException, InterruptedException {
    run("cut", host);
  }

  static void mend(String host) throws IOException, InterruptedException {
    run("mend", host);
  }

  /// Cuts a host's power: no process of it lives on, its disk does.
  static void powerOff(String host) throws IOException, InterruptedException {
    run("power-off", host);
  }

  static void powerOn(String host) throws IOException, InterruptedException {
    run("power-on", host);
  }

  static void registryOff() throws IOException, InterruptedException {
    run("registry-off");
  }

  static void registryOn() throws IOException, InterruptedException {
    run("registry-on");
  }

  private static String run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(PROGRAM.toString()));
    command.addAll(List.of(arguments));
    return output(command, Map.of());
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

  private static Map<String, String> readFacts() throws IOException {
    var facts = new LinkedHashMap<String, String>();
    for (String line : Files.readAllLines(Path.of(".ballast", "hosts", "env"))) {
      int at = line.indexOf('=');
      if (at > 0) {
        facts.put(line.substring(0, at), line.substring(at + 1).replaceAll("^['\"]|['\"]$", ""));
      }
    }
    return facts;
  }
}
