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

/// Nine real hosts on this machine, made once for all live tests and emptied between them.
final class TestHosts {
  static final int HOSTS = 9;
  static final int SLOTS = 3;

  private static final Path PROGRAM = Path.of("hosts", "hosts").toAbsolutePath();
  private static final long DEADLINE_SECONDS = 240;

  private static TestHosts nine;

  private final Map<String, String> facts;

  private TestHosts(Map<String, String> facts) {
    this.facts = facts;
  }

  /// Nine hosts without containers, networks or images.
  static synchronized TestHosts empty() throws IOException, InterruptedException {
    if (nine == null) {
      run("up", Integer.toString(HOSTS));
      Runtime.getRuntime().addShutdownHook(new Thread(TestHosts::down));
      nine = new TestHosts(readFacts());
    }
    run("reset");
    return nine;
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
    for (String line : run("list").lines().toList()) {
      String[] words = line.split(" ");
      pids.put(words[0], Long.parseLong(words[2]));
    }
    return pids;
  }

  String inventory() throws IOException, InterruptedException {
    return run("inventory");
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
