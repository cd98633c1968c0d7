package ballast.command;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Where the demo's hosts come from: a program of this checkout that makes them, tells facts about
/// them, and removes every trace of them.
sealed interface DemoSite {
  /// Hosts of the demo's own, in namespaces of this machine. Needs root and Linux.
  record OwnHosts(Path home, int count) implements DemoSite {}

  /// This machine as the only host, on the Docker Engine that is here. Needs whoever may use it.
  record EngineHere(Path home) implements DemoSite {}

  /// What is possible here.
  ///
  /// @throws Failure saying what is, when it is not what was asked for
  static DemoSite choose(Path home, int hosts) throws Failure {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    boolean root = "root".equals(System.getProperty("user.name"));
    if (linux && root) {
      return new OwnHosts(home, hosts);
    }
    if (hosts == 1) {
      return new EngineHere(home);
    }
    throw new Failure(
        Exit.USAGE,
        "the demo makes hosts of its own, each with a network and a Docker Engine, and that needs %s\n"
                .formatted(linux ? "root" : "Linux")
            + (linux ? "  next: sudo ./ballast demo" : "  next: run it in a Linux machine")
            + "\n        or one host on the Docker Engine that is here: ./ballast demo --hosts 1");
  }

  /// Those of which something may be here.
  static List<DemoSite> left(Path home) {
    var left = new ArrayList<DemoSite>();
    for (DemoSite site : List.of(new OwnHosts(home, 1), new EngineHere(home))) {
      if (Files.isDirectory(site.state())) {
        left.add(site);
      }
    }
    return left;
  }

  Path home();

  private String name() {
    return switch (this) {
      case OwnHosts _ -> "hosts";
      case EngineHere _ -> "engine";
    };
  }

  private Path state() {
    return home().resolve(".ballast").resolve(name());
  }

  /// Makes them, or empties those that are there.
  ///
  /// @return what is known of them, by name
  default Map<String, String> up() throws IOException, Failure, InterruptedException {
    switch (this) {
      case OwnHosts(_, var count) -> {
        run("install");
        run("up", Integer.toString(count));
        run("reset");
      }
      case EngineHere _ -> run("up");
    }
    return facts();
  }

  default void down() throws IOException, Failure, InterruptedException {
    run("down");
  }

  /// The hosts as ballast.yml names them.
  ///
  /// @param folder for what it names in turn
  default String hosts(Path folder) throws IOException {
    return switch (this) {
      case OwnHosts _ -> {
        Path inventory = folder.resolve("inventory");
        Files.writeString(inventory, output("inventory"));
        yield """
        hosts: %s    # an Ansible inventory, as it is
        pattern: frontends                 # which of its hosts
        """
            .formatted(inventory);
      }
      case EngineHere _ -> "hosts: [local]                     # this machine's Docker Engine\n";
    };
  }

  private Map<String, String> facts() throws IOException {
    var facts = new TreeMap<String, String>();
    for (String line : Files.readAllLines(state().resolve("env"))) {
      int at = line.indexOf('=');
      if (at > 0) {
        facts.put(line.substring(0, at), line.substring(at + 1).replaceAll("^['\"]|['\"]$", ""));
      }
    }
    return facts;
  }

  private String program() {
    return home().resolve("hosts").resolve(name()).toString();
  }

  private void run(String... arguments) throws IOException, Failure, InterruptedException {
    var command = new ArrayList<>(List.of(program()));
    command.addAll(List.of(arguments));
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new Failure(
          Exit.USAGE,
          "hosts/%s %s failed, see above".formatted(name(), String.join(" ", arguments)));
    }
  }

  private String output(String argument) throws IOException {
    Process process =
        new ProcessBuilder(program(), argument)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
