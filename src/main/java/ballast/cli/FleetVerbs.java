package ballast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Commands that bring the fleet back, or parts of it out and in, with the containers that are
/// there; as picocli fills them in.
final class FleetVerbs {
  private FleetVerbs() {}

  @CommandLine.Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description = {
        "Goes back to the last release that was wholly healthy, or to any that is still kept.",
        "Starts the containers that the slots keep: nothing is pulled or created, no batch is waited for, and no registry is asked. Refused before anything is touched where a slot keeps none.",
        "After a second one the fleet is one release further back; rollout.keep says how many are kept."
      },
      footer = {
        "%nExamples:",
        "  ballast rollback                  what every slot served before",
        "  ballast rollback --to 1.4.1       a version that is kept, or a release id",
        "  ballast rollback --max-out 30%%    faster: more slots out at once",
        "%nnext: ballast status shows what serves; ballast deploy R brings what is no longer kept"
      })
  static final class RollbackVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();
    @Mixin Options.PaceOptions pace = new Options.PaceOptions();
    @Mixin Options.WaitOption lock = new Options.WaitOption();

    @Option(
        names = "--to",
        paramLabel = "R",
        description = "A version or release id that every slot keeps.")
    @Nullable String to;

    @Override
    public Command command() {
      return new Command.Rollback(common.value(), Optional.ofNullable(to), pace.value(), lock.wait);
    }
  }

  @CommandLine.Command(
      name = "repair",
      mixinStandardHelpOptions = true,
      description = {
        "Brings every slot back to serve that anything has left out: a run that died, a container that ended, someone's maint, drain or weight 0.",
        "Shows what it will do, then asks. Each slot gets what it has itself; versions are never made one (deploy and rollback do that)."
      },
      footer = {
        "%nExamples:",
        "  ballast repair",
        "  ballast repair --limit fe-2 --yes",
        "%nA slot that was taken out on purpose is taken back too: leave its host out with --limit."
      })
  static final class RepairVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();
    @Mixin Options.PaceOptions pace = new Options.PaceOptions();
    @Mixin Options.WaitOption lock = new Options.WaitOption();

    @Override
    public Command command() {
      return new Command.Repair(common.value(), pace.value(), lock.wait);
    }
  }

  @CommandLine.Command(
      name = "drain",
      mixinStandardHelpOptions = true,
      description = {
        "Takes slots or whole hosts out for maintenance: no new requests, those in flight finish, the containers run on.",
        "They stay out, whatever is rolled, and count as out, until ballast ready. Refused where too few others would serve.",
        "A whole host serves nothing then: stop whatever sends requests there first; it is asked for."
      },
      footer = {
        "%nExamples:",
        "  ballast drain fe-2/1",
        "  ballast drain fe-2                all slots of the host",
        "  ballast drain fe-2 --max-out 3    where that is more than max_out allows",
        "%nnext: ballast ready fe-2"
      })
  static final class DrainVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();
    @Mixin Options.PaceOptions pace = new Options.PaceOptions();
    @Mixin Options.WaitOption lock = new Options.WaitOption();
    @Spec CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "TARGET", description = "A host, or a slot: fe-2/1.")
    List<String> targets = new ArrayList<>();

    @Override
    public Command command() {
      if (pace.drainThen != null) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "--drain-then: a drain by hand stops nothing, so there is nothing to cut; give it longer: --drain-deadline 10m");
      }
      return new Command.Drain(common.value(), List.copyOf(targets), pace.value(), lock.wait);
    }
  }

  @CommandLine.Command(
      name = "ready",
      mixinStandardHelpOptions = true,
      description = {
        "Brings slots or whole hosts back that were taken out: each is proven healthy before it gets requests.",
        "What does not run is started again. Each slot serves what it had; deploy brings it to what the others serve."
      },
      footer = {
        "%nExamples:",
        "  ballast ready fe-2/1",
        "  ballast ready fe-2 fe-3           all slots of both hosts"
      })
  static final class ReadyVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();
    @Mixin Options.PaceOptions pace = new Options.PaceOptions();
    @Mixin Options.WaitOption lock = new Options.WaitOption();

    @Parameters(arity = "1..*", paramLabel = "TARGET", description = "A host, or a slot: fe-2/1.")
    List<String> targets = new ArrayList<>();

    @Override
    public Command command() {
      return new Command.Ready(common.value(), List.copyOf(targets), pace.value(), lock.wait);
    }
  }
}
