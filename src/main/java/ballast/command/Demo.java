package ballast.command;

import ballast.cli.Command;
import ballast.cli.Command.Common;
import ballast.cli.Exit;
import ballast.traffic.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A fleet of real hosts on this machine, with traffic, and a release rolled over it.
final class Demo {
  private static final Duration EDGE_SEES_HOSTS = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Path CONFIG = Path.of("ballast.yml");
  private static final String OURS = "# The demo's service.";

  private final App app;
  private final Terminal terminal;
  private final Path home;
  private final Path folder;
  private final DemoTraffic traffic;

  Demo(App app, Terminal terminal) {
    this.app = app;
    this.terminal = terminal;
    this.home = Path.of(System.getProperty("ballast.home", "")).toAbsolutePath();
    this.folder = home.resolve(".ballast").resolve("demo");
    this.traffic = new DemoTraffic(folder, home.resolve("target").resolve("ballast.jar"));
  }

  Exit run(Command.Demo wanted) throws Failure, InterruptedException {
    try {
      return switch (wanted.action()) {
        case UP -> up(wanted);
        case DOWN -> down();
      };
    } catch (IOException failure) {
      throw new Failure(Exit.USAGE, "the demo: " + failure.getMessage());
    }
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
    DemoSite site = DemoSite.choose(home, wanted.hosts());
    traffic.stop();
    title("Hosts");
    Map<String, String> facts = site.up();
    writeConfig(site, facts);
    URI edge = URI.create(fact(facts, "EDGE"));
    Common common = common(wanted.output());
    title("Balancers: ballast setup");
    must(
        app.run(
            new Command.Setup(
                common(Command.Output.PLAIN),
                Command.Trial.DO,
                Command.OnBareHosts.REFUSE,
                Duration.ZERO)));
    title("The first release: ballast deploy 1");
    must(app.run(deploy(common, "1")));
    title("Traffic that never retries, to " + edge);
    awaitEdge(edge);
    traffic.start(edge);
    title("The rollout: ballast deploy 2");
    Exit exit = app.run(deploy(common, "2"));
    traffic.awaitAnswers();
    tell(edge);
    return exit != Exit.DONE || lost() == 0 ? exit : Exit.WENT_BACK;
  }

  private static Common common(Command.Output output) {
    return new Common(
        CONFIG,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        output,
        Command.Consent.GIVEN,
        Command.Detail.USUAL,
        Command.Colour.AUTO);
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
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        Duration.ZERO);
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

  private void tell(URI edge) throws IOException {
    var out = terminal.out();
    out.println();
    out.println("Seen by the client that never retries, from outside:");
    out.println("  " + traffic.tally().map(Tally::text).orElse("no tally"));
    out.println();
    out.println("All of it is still there, the traffic too. Try:");
    out.println("  ./ballast status");
    out.println("  ./ballast plan 3");
    out.println("  ./ballast deploy 3");
    out.println("  ./ballast deploy crash          # a release that dies at its start");
    out.println("  ./ballast deploy sick           # one that never gets healthy");
    out.println("  curl -i " + edge + "/");
    out.println(
        "  $EDITOR ballast.yml             # what the demo uses; ballast init writes every key");
    out.println("  ./ballast demo --down           # removes all of it but the history");
    out.flush();
  }

  private long lost() throws IOException {
    return traffic.tally().map(Tally::lostTotal).orElse(-1L);
  }

  private Exit down() throws IOException, Failure, InterruptedException {
    traffic.stop();
    for (DemoSite site : DemoSite.left(home)) {
      site.down();
    }
    if (Files.exists(CONFIG) && Files.readString(CONFIG).contains(OURS)) {
      Files.delete(CONFIG);
    }
    remove(folder);
    removeEmpty(home.resolve(".ballast"));
    terminal.out().println("The demo is gone.");
    return Exit.DONE;
  }

  /// Test hosts may have theirs beside it.
  private static void removeEmpty(Path path) throws IOException {
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException _) {
      // It stays.
    }
  }

  private static void remove(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private void writeConfig(DemoSite site, Map<String, String> facts) throws IOException {
    Files.createDirectories(folder);
    try (InputStream text = Demo.class.getResourceAsStream("demo.yml")) {
      if (text == null) {
        throw new IOException("demo.yml is missing from the jar");
      }
      Files.writeString(
          CONFIG,
          new String(text.readAllBytes(), StandardCharsets.UTF_8)
              .replace("${image}", fact(facts, "IMAGE"))
              .replace("${haproxy}", fact(facts, "HAPROXY_IMAGE"))
              .replace("${service}", facts.getOrDefault("SERVICE", "pxapp"))
              .replace("${port}", facts.getOrDefault("PORT", "80"))
              .replace("${hosts}\n", site.hosts(folder)));
    }
  }

  private static String fact(Map<String, String> facts, String name) throws IOException {
    String value = facts.get(name);
    if (value == null) {
      throw new IOException("the hosts did not tell their " + name);
    }
    return value;
  }

  /// The edge finds a host by its own checks, half a second later than we do.
  private static void awaitEdge(URI edge) throws Failure, InterruptedException {
    long deadline = System.nanoTime() + EDGE_SEES_HOSTS.toNanos();
    while (!answers(edge)) {
      if (System.nanoTime() > deadline) {
        throw new Failure(
            Exit.WENT_BACK, "the edge at %s finds no host that serves".formatted(edge));
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private static boolean answers(URI edge) {
    try (var socket = new Socket(edge.getHost(), edge.getPort())) {
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
          .endsWith(" 200");
    } catch (IOException notYet) {
      return false;
    }
  }
}
