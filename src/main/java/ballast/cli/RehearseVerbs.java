package ballast.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command that tries a rollout on a copy, as picocli fills it in.
final class RehearseVerbs {
  private RehearseVerbs() {}

  @CommandLine.Command(
      name = "rehearse",
      mixinStandardHelpOptions = true,
      description = {
        "Does a deploy to a simulated copy of the fleet, with faults if asked, and touches nothing.",
        "Reads the real hosts, then runs on virtual time what deploy would run. Ends with deploy's exit code.",
        "Containers, registry and requests of the copy are made up: it tries Ballast and the policy, not the release."
      },
      footer = {
        "%nFaults:",
        "  crash         the new release ends soon after each start",
        "  sick          the new release never answers its health check as it should",
        "  slow          the new release takes most of its health deadline to answer",
        "  lost-replies  now and then a call is done and its answer is lost",
        "  link-cut      the link to one host breaks for 30 s",
        "  power-cut     one host goes down with all that is on it, and is up again after 60 s",
        "  hand          someone takes a slot out and leaves it so",
        "  kill          Ballast dies on the way, and the same command is run again"
      })
  static final class RehearseVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();
    @Mixin Options.RolloutOptions rollout = new Options.RolloutOptions();

    @Parameters(
        arity = "1",
        paramLabel = "RELEASE",
        description = "A tag of the config's image, or a digest.")
    String release = "";

    @Option(
        names = "--faults",
        paramLabel = "LIST",
        split = ",",
        converter = FaultWord.class,
        description = "What goes wrong, e.g. kill,link-cut; see below.")
    List<Command.Fault> faults = new ArrayList<>();

    @Option(
        names = "--seed",
        paramLabel = "N",
        description = "The throw of the dice to repeat (default: another one each time).")
    @Nullable Long seed;

    @Override
    public Command command() {
      return new Command.Rehearse(
          common.value(), release, rollout.value(), faults, Optional.ofNullable(seed));
    }
  }

  /// A fault as people type it.
  static final class FaultWord implements CommandLine.ITypeConverter<Command.Fault> {
    @Override
    public Command.Fault convert(String text) {
      return Arrays.stream(Command.Fault.values())
          .filter(fault -> fault.word().equals(text.strip()))
          .findFirst()
          .orElseThrow(() ->
              new CommandLine.TypeConversionException(
                  "'%s' is no fault: there are %s"
                      .formatted(
                          text,
                          Arrays.stream(Command.Fault.values())
                              .map(Command.Fault::word)
                              .collect(Collectors.joining(", ")))));
    }
  }
}
