package ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ballast.Main;
import ballast.config.ConfigReader;
import ballast.config.Reading;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// The command line from outside: what is typed, and what comes back on each stream.
class CommandLineTest {
  @TempDir Path folder = Path.of("");

  private record Ran(Exit exit, String out, String err) {}

  private static Ran ballast(String... words) throws InterruptedException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    Exit exit =
        Main.run(
            words,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream());
    return new Ran(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Stream<CommandLine> verbs() {
    return Arguments.commandLine().getSubcommands().values().stream().distinct();
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void theHelpOfEveryVerbTellsWhatItDoesAndEveryOption(CommandLine verb) throws Exception {
    String name = verb.getCommandName();
    Ran ran = ballast(name, "--help");
    assertThat(ran.exit()).isEqualTo(Exit.DONE);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("Usage: ballast " + name).doesNotContain("%n", "${");
    for (CommandLine.Model.OptionSpec option : verb.getCommandSpec().options()) {
      assertThat(ran.out()).contains(option.longestName());
      assertThat(option.description()).as("%s of %s", option.longestName(), name).isNotEmpty();
    }
    assertThat(verb.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
  }

  @Test
  void everyExampleInAHelpCanBeTypedAsItStands() throws Exception {
    var examples =
        verbs()
            .flatMap(verb -> Arrays.stream(verb.getCommandSpec().usageMessage().footer()))
            .filter(line -> line.startsWith("  ballast "))
            .map(line -> line.strip().split(" {2,}| \\| ")[0].replace("%%", "%"))
            .toList();
    assertThat(examples).hasSizeGreaterThan(15);
    for (String example : examples) {
      assertThat(parsed(example.substring("ballast ".length()))).as(example).isNotNull();
    }
  }

  @Test
  void everyVerbTakesWhatIsTypedForIt() {
    assertThat(parsed("init -c x.yml --service shop --image registry.example/shop"))
        .isEqualTo(
            new Command.Init(
                Path.of("x.yml"), Optional.of("shop"), Optional.of("registry.example/shop")));
    assertThat(parsed("check -c x.yml -i inv --limit !fe-3 --output json -v --no-color"))
        .isInstanceOfSatisfying(
            Command.Check.class,
            check ->
                assertThat(check.common())
                    .isEqualTo(
                        new Command.Common(
                            Path.of("x.yml"),
                            Optional.of("inv"),
                            Optional.of("!fe-3"),
                            Optional.empty(),
                            Command.Output.JSON,
                            Command.Consent.ASK,
                            Command.Detail.VERBOSE,
                            Command.Colour.NEVER)));
    assertThat(parsed("plan 1.2.3 --strategy surge --surge 2 --tolerate 10%"))
        .isInstanceOfSatisfying(
            Command.Plan.class,
            plan -> {
              assertThat(plan.release()).contains("1.2.3");
              assertThat(plan.flags().strategy()).contains("surge");
              assertThat(plan.flags().surge()).contains("2");
              assertThat(plan.flags().tolerate()).contains("10%");
            });
    assertThat(
            parsed(
                "deploy 1.2.3 --batch 35% --max-out 3 --per-host 2 --soak 30s --on-failure pause"
                    + " --drain-deadline 1m --drain-then cut --wait 10m --yes --anchor fe-1"))
        .isInstanceOfSatisfying(
            Command.Deploy.class,
            deploy -> {
              assertThat(deploy.patience()).isEqualTo(Duration.ofMinutes(10));
              assertThat(deploy.common().consent()).isEqualTo(Command.Consent.GIVEN);
              assertThat(deploy.common().anchor()).contains("fe-1");
              assertThat(deploy.flags().batch()).contains("35%");
              assertThat(deploy.flags().drainThen()).contains("cut");
            });
    assertThat(parsed("deploy 1 --batches 3"))
        .isInstanceOfSatisfying(
            Command.Deploy.class, deploy -> assertThat(deploy.flags().batches()).contains("3"));
    assertThat(parsed("status")).isInstanceOf(Command.Status.class);
    assertThat(parsed("lock --reason x")).isInstanceOf(Command.Lock.class);
    assertThat(parsed("unlock --yes")).isInstanceOf(Command.Unlock.class);
    assertThat(parsed("watch")).isInstanceOf(Command.Looking.class);
    assertThat(parsed("why")).isEqualTo(parsed("why"));
    assertThat(parsed("pause"))
        .isInstanceOfSatisfying(
            Command.Tell.class, tell -> assertThat(tell.word()).isEqualTo(Command.Word.PAUSE));
    assertThat(parsed("resume"))
        .isInstanceOfSatisfying(
            Command.Tell.class, tell -> assertThat(tell.word()).isEqualTo(Command.Word.RESUME));
    assertThat(parsed("abort"))
        .isInstanceOfSatisfying(
            Command.Tell.class, tell -> assertThat(tell.word()).isEqualTo(Command.Word.ABORT));
    assertThat(parsed("history")).isInstanceOf(Command.History.class);
    assertThat(parsed("replay last --speed 4"))
        .isInstanceOfSatisfying(
            Command.Replay.class,
            replay -> assertThat(replay.speed()).isEqualTo(OptionalInt.of(4)));
    assertThat(parsed("demo --hosts 1 --down"))
        .isEqualTo(new Command.Demo(Command.DemoAction.DOWN, 1, Command.Output.AUTO));
    assertThat(parsed("traffic http://127.0.0.1/ --seconds 5"))
        .isInstanceOfSatisfying(
            Command.Traffic.class, traffic -> assertThat(traffic.seconds()).isEqualTo(5));
    assertThat(parsed("completion")).isEqualTo(new Command.Completion());
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploi 1", "deploy 1 --max-outt 3", "plan", "check extra", "status -x"})
  void whatIsMistypedIsRefusedOnStderrAndNothingIsSaidOnStdout(String line) throws Exception {
    Ran ran = ballast(line.split(" "));
    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err())
        .startsWith("ballast: ")
        .containsAnyOf("--help", "Did you mean", "--max-out");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void withoutAVerbTheFirstStepsAreTold() throws Exception {
    Ran ran = ballast();
    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.out()).contains("ballast demo", "ballast deploy 1.2.3", "Exit codes: 0 done");
    assertThat(ballast("--version").out()).startsWith("ballast ");
  }

  @Test
  void initWritesAConfigThatCanBeReadAndNeverOverOneThatIsThere() throws Exception {
    Path file = folder.resolve("ballast.yml");
    Ran first = ballast("init", "-c", file.toString(), "--service", "shop");
    assertThat(first.exit()).isEqualTo(Exit.DONE);
    assertThat(first.out()).contains("wrote " + file);
    String written = Files.readString(file);
    assertThat(ConfigReader.parse(written, "ballast.yml")).isInstanceOf(Reading.Read.class);
    assertThat(written).contains("service: shop", "image: registry.example/shop");

    Files.writeString(file, "mine");
    Ran second = ballast("init", "-c", file.toString(), "--service", "shop");
    assertThat(second.exit()).isEqualTo(Exit.USAGE);
    assertThat(second.err()).contains("is there already", "next: ballast init -c another.yml");
    assertThat(Files.readString(file)).isEqualTo("mine");
  }

  @ParameterizedTest
  @CsvSource({
    "--service, My Shop, not a service name",
    "--service, 'a: b', ballast.yml",
    "--image, shop:1, tag",
    "--image, '', image"
  })
  void initWritesNoConfigThatCouldNotBeRead(String option, String value, String why)
      throws Exception {
    Path file = folder.resolve("ballast.yml");
    Ran ran = ballast("init", "-c", file.toString(), option, value);
    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("is not written", why, "next: ballast init");
    assertThat(file).doesNotExist();
  }

  @Test
  void theCompletionKnowsEveryVerb() throws Exception {
    Ran ran = ballast("completion");
    assertThat(ran.exit()).isEqualTo(Exit.DONE);
    assertThat(ran.out()).contains("complete -F");
    verbs().forEach(verb -> assertThat(ran.out()).contains(verb.getCommandName()));
  }

  @Test
  void aRefusalIsOneObjectForWhoAskedForJson() throws Exception {
    String nowhere = folder.resolve("none.yml").toString();
    Ran ran = ballast("deploy", "1", "-c", nowhere, "--output", "json");
    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("no such file");
    JsonObject json = JsonParser.parseString(ran.out()).getAsJsonObject();
    assertThat(json.get("exit").getAsInt()).isEqualTo(2);
    assertThat(json.getAsJsonObject("error").get("what").getAsString()).contains("no such file");
    assertThat(ballast("deploy", "1", "-c", nowhere).out()).isEmpty();
  }

  @Test
  void hostsThatCannotBeReachedAreToldToWhoAskedForJson() throws Exception {
    Path file = folder.resolve("ballast.yml");
    Files.writeString(
        file,
        """
        service: shop
        image: registry.example/shop
        port: 8080
        hosts: [{name: fe-1, docker: "tcp://127.0.0.1:1"}]
        docker: {tls: false}
        balancer: {managed: true}
        """);
    for (String verb : List.of("check", "status", "pause", "repair")) {
      Ran ran = ballast(verb, "-c", file.toString(), "--output", "json");
      assertThat(ran.exit()).as(verb).isEqualTo(Exit.UNREACHABLE);
      String last = ran.out().lines().reduce((_, line) -> line).orElseThrow();
      JsonObject json = JsonParser.parseString(last).getAsJsonObject();
      if (!verb.equals("status")) {
        assertThat(json.get("exit").getAsInt()).as(verb).isEqualTo(5);
        JsonObject error = json.getAsJsonObject("error");
        assertThat(error.get("what").getAsString()).contains("cannot be reached");
        assertThat(error.get("why").getAsString()).contains("fe-1");
        assertThat(error.get("next").getAsString()).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"setup", "drain fe-1", "why", "lock", "unlock"})
  void whatHasNoJsonSaysSoAndDoesNothing(String line) throws Exception {
    Ran ran = ballast((line + " --output json").split(" "));
    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("no --output json", "next: ");
    assertThat(ran.out()).startsWith("{\"error\":{\"what\":\"this command has no --output json");
  }

  private static Command parsed(String line) {
    var said = new StringWriter();
    var writer = new PrintWriter(said);
    return Arguments.parse(line.split(" "), writer, writer)
            instanceof Arguments.Parsed.Wanted wanted
        ? wanted.command()
        : fail(line + ": " + said);
  }
}
