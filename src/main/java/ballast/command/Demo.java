package ballast.command;

import ballast.cli.Command;
import ballast.cli.Command.Common;
import ballast.cli.Exit;
import ballast.traffic.Tally;
import ballast.traffic.TrafficFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A fleet of real hosts on this machine, with traffic, and a release rolled over it.
final class Demo {
  private static final String MIX =
      "get=60,keepalive=60,post=20,post-keepalive=10,slow=2:1500,upload=1:2000,sse=1:10";
  private static final Duration TRAFFIC_STARTS = Duration.ofSeconds(10);
  private static final Duration EDGE_SEES_HOSTS = Duration.ofSeconds(20);
  private static final Duration TRAFFIC_ENDS = Duration.ofSeconds(20);
  private static final Duration SETTLE = Duration.ofSeconds(2);
  private static final Path CONFIG = Path.of("ballast.yml");
  private static final String OURS = "# The demo's service.";

  private final App app;
  private final Terminal terminal;
  private final Path home;
  private final Path folder;

  Demo(App app, Terminal terminal) {
    this.app = app;
    this.terminal = terminal;
    this.home = Path.of(System.getProperty("ballast.home", "")).toAbsolutePath();
    this.folder = home.resolve(".ballast").resolve("demo");
  }

  Exit run(Command.Demo wanted) throws Failure, InterruptedException {
    refuseWhereItCannotWork();
    try {
      return switch (wanted.action()) {
        case UP -> up(wanted);
        case DOWN -> down();
      };
    } catch (IOException failure) {
      throw new Failure(Exit.USAGE, "the demo: " + failure.getMessage());
    }
  }

  private void refuseWhereItCannotWork() throws Failure {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    boolean root = "root".equals(System.getProperty("user.name"));
    if (linux && root) {
      return;
    }
    throw new Failure(
        Exit.USAGE,
        "the demo makes hosts of its own, each with a network and a Docker Engine, and that needs %s\n"
                .formatted(linux ? "root" : "Linux")
            + "  next: "
            + (linux ? "sudo ./ballast demo" : "run it in a Linux machine (a virtual one will do)")
            + "\n        or try Ballast on the Docker Engine that is here: ballast init, then `hosts: [local]` in"
            + " ballast.yml, ballast setup, ballast deploy TAG");
  }

  private Exit up(Command.Demo wanted) throws IOException, Failure, InterruptedException {
    if (Files.exists(CONFIG) && !Files.readString(CONFIG).contains(OURS)) {
      throw new Failure(
          Exit.USAGE,
          "there is a ballast.yml here that is not the demo's, and it would be written over\n"
              + "  next: run the demo in another folder");
    }
    if (wanted.hosts() < 1 || wanted.hosts() > 30) {
      throw new Failure(Exit.USAGE, "--hosts: 1 to 30, not " + wanted.hosts());
    }
    stopTraffic();
    title("Hosts");
    hosts("install");
    hosts("up", Integer.toString(wanted.hosts()));
    hosts("reset");
    Map<String, String> facts = facts();
    writeConfig(facts);
    var common =
        new Common(
            CONFIG,
            Optional.empty(),
            Optional.empty(),
            wanted.output(),
            Command.Consent.GIVEN,
            Command.Detail.USUAL,
            Command.Colour.AUTO);
    title("Balancers: ballast setup");
    must(app.run(new Command.Setup(common)));
    title("The first release: ballast deploy 1");
    must(app.run(deploy(common, "1")));
    title("Traffic that never retries, through the edge at " + fact(facts, "EDGE"));
    awaitEdge(java.net.URI.create(fact(facts, "EDGE")));
    startTraffic(fact(facts, "EDGE"));
    title("The rollout: ballast deploy 2");
    Exit exit = app.run(deploy(common, "2"));
    Thread.sleep(SETTLE);
    tell(facts);
    return exit != Exit.DONE || lost() == 0 ? exit : Exit.WENT_BACK;
  }

  private static Command.Deploy deploy(Common common, String release) {
    return new Command.Deploy(
        common,
        release,
        new Command.RolloutFlags(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private static void must(Exit exit) throws Failure {
    if (exit != Exit.DONE) {
      throw new Failure(exit, "the demo stops here; ./ballast demo --down removes it");
    }
  }

  private void title(String text) {
    terminal.err().println();
    terminal.err().println("== " + text);
    terminal.err().flush();
  }

  private void tell(Map<String, String> facts) throws IOException {
    var out = terminal.out();
    out.println();
    out.println("Seen by the client that never retries, from outside:");
    out.println("  " + tally().map(Tally::text).orElse("no tally"));
    out.println();
    out.println("All of it is still there, the traffic too. Try:");
    out.println("  ./ballast status");
    out.println("  ./ballast plan 3");
    out.println("  ./ballast deploy 3");
    out.println("  ./ballast deploy crash          # a release that dies at its start");
    out.println("  ./ballast deploy sick           # one that never gets healthy");
    out.println("  curl -i " + fact(facts, "EDGE") + "/");
    out.println("  $EDITOR ballast.yml             # every key is explained in it");
    out.println("  ./ballast demo --down           # removes every trace");
    out.flush();
  }

  private Optional<Tally> tally() throws IOException {
    return TrafficFile.read(folder.resolve("traffic.json"));
  }

  private long lost() throws IOException {
    return tally().map(Tally::lostTotal).orElse(-1L);
  }

  private Exit down() throws IOException, Failure, InterruptedException {
    stopTraffic();
    hosts("down");
    if (Files.exists(CONFIG) && Files.readString(CONFIG).contains(OURS)) {
      Files.delete(CONFIG);
    }
    remove(home.resolve(".ballast"));
    terminal.out().println("The demo is gone.");
    return Exit.DONE;
  }

  private static void remove(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private void writeConfig(Map<String, String> facts) throws IOException, Failure {
    Files.createDirectories(folder);
    Path inventory = folder.resolve("inventory");
    Files.writeString(inventory, output("inventory"));
    try (InputStream text = Demo.class.getResourceAsStream("demo.yml")) {
      if (text == null) {
        throw new IOException("demo.yml is missing from the jar");
      }
      Files.writeString(
          CONFIG,
          new String(text.readAllBytes(), StandardCharsets.UTF_8)
              .replace("${image}", fact(facts, "IMAGE"))
              .replace("${haproxy}", fact(facts, "HAPROXY_IMAGE"))
              .replace("${inventory}", inventory.toString()));
    }
  }

  private Map<String, String> facts() throws IOException {
    var facts = new TreeMap<String, String>();
    for (String line :
        Files.readAllLines(home.resolve(".ballast").resolve("hosts").resolve("env"))) {
      int at = line.indexOf('=');
      if (at > 0) {
        facts.put(line.substring(0, at), line.substring(at + 1).replaceAll("^['\"]|['\"]$", ""));
      }
    }
    return facts;
  }

  private static String fact(Map<String, String> facts, String name) throws IOException {
    String value = facts.get(name);
    if (value == null) {
      throw new IOException("the hosts did not tell their " + name);
    }
    return value;
  }

  private void hosts(String... arguments) throws IOException, Failure, InterruptedException {
    var command = new ArrayList<>(List.of(home.resolve("hosts").resolve("hosts").toString()));
    command.addAll(List.of(arguments));
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new Failure(
          Exit.USAGE, "hosts/hosts %s failed, see above".formatted(String.join(" ", arguments)));
    }
  }

  private String output(String argument) throws IOException {
    Process process =
        new ProcessBuilder(home.resolve("hosts").resolve("hosts").toString(), argument)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /// The edge finds a host by its own checks, half a second later than we do.
  private static void awaitEdge(java.net.URI edge) throws Failure, InterruptedException {
    long deadline = System.nanoTime() + EDGE_SEES_HOSTS.toNanos();
    while (!answers(edge)) {
      if (System.nanoTime() > deadline) {
        throw new Failure(
            Exit.WENT_BACK, "the edge at %s finds no host that serves".formatted(edge));
      }
      Thread.sleep(Duration.ofMillis(100));
    }
  }

  private static boolean answers(java.net.URI edge) {
    try (var socket = new java.net.Socket(edge.getHost(), edge.getPort())) {
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
          .endsWith(" 200");
    } catch (IOException notYet) {
      return false;
    }
  }

  /// In a session of its own, so that Ctrl-C here does not end it.
  private void startTraffic(String edge) throws IOException, Failure, InterruptedException {
    Path tally = folder.resolve("traffic.json");
    Files.deleteIfExists(tally);
    String java = ProcessHandle.current().info().command().orElse("java");
    Process process =
        new ProcessBuilder(
                "setsid",
                java,
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-jar",
                home.resolve("target").resolve("ballast.jar").toString(),
                "traffic",
                edge,
                "--mix",
                MIX,
                "--file",
                tally.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(folder.resolve("traffic.log").toFile())
            .start();
    Files.writeString(folder.resolve("traffic.pid"), Long.toString(process.pid()));
    long deadline = System.nanoTime() + TRAFFIC_STARTS.toNanos();
    while (tally().filter(seen -> seen.answered() > 0).isEmpty()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new Failure(
            Exit.WENT_BACK,
            "no traffic gets answered; see %s".formatted(folder.resolve("traffic.log")));
      }
      Thread.sleep(Duration.ofMillis(200));
    }
  }

  private void stopTraffic() throws IOException, InterruptedException {
    Path pid = folder.resolve("traffic.pid");
    if (!Files.exists(pid)) {
      return;
    }
    Optional<ProcessHandle> process =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).filter(Demo::isOurs);
    if (process.isPresent()) {
      process.get().destroy();
      try {
        process.get().onExit().get(TRAFFIC_ENDS.toSeconds(), TimeUnit.SECONDS);
      } catch (java.util.concurrent.ExecutionException
          | java.util.concurrent.TimeoutException stubborn) {
        process.get().destroyForcibly();
      }
    }
    Files.delete(pid);
  }

  /// The number may have been given to another process since.
  private static boolean isOurs(ProcessHandle process) {
    return process.info().commandLine().filter(line -> line.contains("ballast.jar")).isPresent();
  }
}
