package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A private registry and a secret, on real hosts: refused before anything is touched, delivered to
/// the container's user alone, rolled when it changes, and seen nowhere.
@OnThreeHosts
class SecretsLiveTest {
  private static final String STEADY = "get=50,keepalive=25,post=10";
  private static final String FIRST = "canary-first-9f3a";
  private static final String SECOND = "canary-second-77c1";
  private static final String WRONG = "canary-wrong-5d20";

  @TempDir Path folder;
  @TempDir Path doorFolder;
  private Scene scene;
  private PrivateRegistry registry;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void begin() throws IOException, InterruptedException {
    scene = Scene.serving(TestHosts.three(), folder, Scene.THREE_OUT);
    registry = PrivateRegistry.start(scene.hosts(), doorFolder, scene.hosts().images());
    String config = Files.readString(folder.resolve("ballast.yml"));
    scene
        .product()
        .config(
            config.replace(scene.hosts().fact("IMAGE"), registry.name() + "/pxapp")
                + """
                registry: {config: docker.json}
                container:
                  user: "1234"
                  secrets:
                    DB: {file: db}
                    TOKEN: {command: [cat, token], as: env}
                """);
    Files.writeString(folder.resolve("docker.json"), registry.dockerConfig(WRONG));
    Files.writeString(folder.resolve("db"), FIRST);
    Files.writeString(folder.resolve("token"), FIRST + "-token\n");
  }

  @AfterEach
  void end() {
    registry.close();
  }

  @Test
  void aPrivateRegistryAndASecretFromRefusalToRollback() throws IOException, InterruptedException {
    aWrongPasswordTouchesNothing();
    missingSecretsAreToldTogether();
    Files.writeString(
        folder.resolve("docker.json"), registry.dockerConfig(PrivateRegistry.PASSWORD));

    try (var arguments = new Arguments()) {
      rolled("deploy", "2");
      scene.assertServing("2");
      assertThat(secretOf("fe-3", "pxapp-2")).isEqualTo("400 1234 " + FIRST);

      Files.writeString(folder.resolve("db"), SECOND);
      Product.Ran plan = ran(Exit.DONE, "plan", "2");
      assertThat(plan.out()).contains("secret DB changed").doesNotContain("secret TOKEN");
      rolled("deploy", "2");
      assertThat(secretOf("fe-3", "pxapp-2")).isEqualTo("400 1234 " + SECOND);
      assertThat(ran(Exit.DONE, "plan", "2").out()).contains("nothing to do");

      rolled("rollback");
      assertThat(secretOf("fe-3", "pxapp-2"))
          .as("a kept container has the secret that it was created with")
          .isEqualTo("400 1234 " + FIRST);
      assertThat(arguments.seen()).as("arguments of programs").isEmpty();
    }
    nobodyToldASecret();
  }

  private void aWrongPasswordTouchesNothing() throws InterruptedException {
    Product.Ran ran = ran(Exit.WENT_BACK, "deploy", "2");
    assertThat(ran.err())
        .contains("unauthorized")
        .contains("as user " + PrivateRegistry.USER)
        .contains("docker.json")
        .contains("docker login " + registry.name());
    scene.assertServing("1");
  }

  private void missingSecretsAreToldTogether() throws IOException, InterruptedException {
    Files.delete(folder.resolve("db"));
    Files.delete(folder.resolve("token"));
    Product.Ran ran = ran(Exit.USAGE, "deploy", "2");
    assertThat(ran.err())
        .contains("2 of 2 secrets cannot be read; nothing was touched")
        .contains("secret DB", "no such file", "secret TOKEN", "exit code 1");
    Files.writeString(folder.resolve("db"), FIRST);
    Files.writeString(folder.resolve("token"), FIRST + "-token\n");
  }

  private void rolled(String command, String... arguments)
      throws IOException, InterruptedException {
    Scene.Watched watched = scene.watch(STEADY, 3, Exit.DONE, command, arguments);
    Scene.assertNothingLost(watched.tally());
    said.add(watched.ran().toString());
  }

  private Product.Ran ran(Exit exit, String command, String... arguments)
      throws InterruptedException {
    Product.Ran ran = scene.expect(exit, command, arguments);
    said.add(ran.toString());
    return ran;
  }

  /// Mode, owner and content, as the process of that container has it.
  private String secretOf(String host, String container) throws IOException, InterruptedException {
    return scene
        .hosts()
        .in(
            host,
            "sh",
            "-c",
            "f=/proc/$(docker inspect -f '{{.State.Pid}}' \"$1\")/root/run/secrets/DB;"
                + " printf '%s %s' \"$(stat -c '%a %u' $f)\" \"$(cat $f)\"",
            "sh",
            container)
        .strip();
  }

  private void nobodyToldASecret() throws IOException, InterruptedException {
    said.add(scene.expect(Exit.DONE, "status").toString());
    said.add(scene.expect(Exit.DONE, "replay", lastRollout(), "--output", "json").toString());
    said.add(scene.hosts().in("fe-3", "sh", "-c", "docker ps -a --no-trunc"));
    said.add(
        scene
            .hosts()
            .in(
                "fe-3",
                "sh",
                "-c",
                "docker inspect -f '{{json .Config.Labels}}{{json .Args}}{{json .Mounts}}' $(docker ps -aq)"));
    assertThat(String.join("\n", said))
        .doesNotContain(FIRST, SECOND, WRONG, PrivateRegistry.PASSWORD);
    assertThat(scene.hosts().in("fe-3", "docker", "inspect", "pxapp-2"))
        .as("as: env is seen by whoever may use Docker, and a file is not")
        .contains("TOKEN=" + FIRST + "-token")
        .doesNotContain("\"" + FIRST + "\"");
  }

  /// Other fleets have a service of that name too, and this machine keeps the journals of all.
  private String lastRollout() {
    return Pattern.compile("pxapp-\\d{8}-\\d{6}")
        .matcher(String.join("\n", said))
        .results()
        .map(MatchResult::group)
        .toList()
        .getLast();
  }

  /// Reads the arguments of every process of this machine, as anybody could, until it is closed.
  private static final class Arguments implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final Thread reader;

    Arguments() {
      reader =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (true) {
                    look();
                    Thread.sleep(BETWEEN_LOOKS);
                  }
                } catch (InterruptedException enough) {
                  // the test is over
                }
              });
    }

    private void look() {
      try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
        processes
            .filter(process -> process.getFileName().toString().matches("\\d+"))
            .forEach(this::look);
      } catch (IOException gone) {
        // a process that ended meanwhile
      }
    }

    private void look(Path process) {
      try {
        String line =
            new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
        if (line.contains("canary-") || line.contains(PrivateRegistry.PASSWORD)) {
          seen.add(line);
        }
      } catch (IOException gone) {
        // a process that ended meanwhile
      }
    }

    List<String> seen() {
      return seen;
    }

    @Override
    public void close() {
      reader.interrupt();
    }
  }
}
