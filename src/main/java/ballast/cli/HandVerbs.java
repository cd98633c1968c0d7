package ballast.cli;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Commands about rollouts that run or ran, as picocli fills them in.
final class HandVerbs {
  private HandVerbs() {}

  @CommandLine.Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = {
        "Tells the rollout that runs to wait, from any terminal: slots in hand are finished, no other is begun.",
        "Returns when it has heard. Only the host that keeps the lock must be reachable.",
        "Where no rollout runs there is nothing to pause: exit 2."
      },
      footer = "%nnext: ballast resume, ballast abort; ballast watch shows how it goes on")
  static final class PauseVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();

    @Override
    public Command command() {
      return new Command.Tell(common.value(), Command.Word.PAUSE);
    }
  }

  @CommandLine.Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = {
        "Tells a paused rollout to go on, from any terminal. Returns when it has heard.",
        "Where no rollout runs there is nothing to do: exit 0."
      },
      footer = "%nnext: ballast watch")
  static final class ResumeVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();

    @Override
    public Command command() {
      return new Command.Tell(common.value(), Command.Word.RESUME);
    }
  }

  @CommandLine.Command(
      name = "abort",
      mixinStandardHelpOptions = true,
      description = {
        "Tells the rollout that runs to end, from any terminal: slots in hand are finished, no other is begun.",
        "Returns when it has heard; what serves the new release keeps it.",
        "Where no rollout runs there is nothing to do: exit 0."
      },
      footer =
          "%nnext: ballast watch shows its end; deploying again goes on, ballast rollback goes back")
  static final class AbortVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();

    @Override
    public Command command() {
      return new Command.Tell(common.value(), Command.Word.ABORT);
    }
  }

  @CommandLine.Command(
      name = "watch",
      mixinStandardHelpOptions = true,
      description = {
        "Shows the rollout that runs, wherever it was started, until it ends; touches nothing.",
        "From its journal where that is on this machine, else from the lock and looks at the fleet.",
        "Ends with the rollout's own exit code where its end is told; Ctrl-C ends the watching only."
      },
      footer = {
        "%nExamples:",
        "  ballast watch",
        "  ballast watch --output json    one event a line",
        "%nnext: ballast pause, ballast abort; ballast replay last tells one again that has ended"
      })
  static final class WatchVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();

    @Override
    public Command command() {
      return new Command.Watch(common.value());
    }
  }

  @CommandLine.Command(
      name = "why",
      mixinStandardHelpOptions = true,
      description = {
        "Says in one sentence why a slot is as it is: what it waits for, how long, who did it. Touches nothing.",
        "Without a slot: every slot that does not simply serve."
      },
      footer = {
        "%nExamples:",
        "  ballast why             all that is not as usual",
        "  ballast why fe-2/1      one slot",
        "  ballast why fe-2        each slot of a host",
        "%nnext: ballast status shows the whole fleet"
      })
  static final class WhyVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();

    @Parameters(arity = "0..1", paramLabel = "SLOT", description = "A slot (fe-2/1) or a host.")
    @Nullable String about;

    @Override
    public Command command() {
      return new Command.Why(common.value(), Optional.ofNullable(about));
    }
  }

  @CommandLine.Command(
      name = "history",
      mixinStandardHelpOptions = true,
      description = {
        "Shows the rollouts of the service that were started on this machine, newest first.",
        "Asks no host. The newest 200 are kept, in ~/.local/state/ballast."
      },
      footer = {
        "%nExamples:",
        "  ballast history",
        "  ballast history --output json | jq '.rollouts[0]'",
        "%nnext: ballast replay last"
      })
  static final class HistoryVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();

    @Override
    public Command command() {
      return new Command.History(common.value());
    }
  }

  @CommandLine.Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = {
        "Shows the story of a kept rollout again, as it was told then. Asks no host, touches nothing.",
        "On a terminal ten times as fast as it was, elsewhere at once."
      },
      footer = {
        "%nExamples:",
        "  ballast replay last                     the newest one",
        "  ballast replay shop-20261122 --speed 1  as slow as it was",
        "  ballast replay last --output json       every event that is kept, one a line",
        "%nnext: ballast history shows which there are"
      })
  static final class ReplayVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();

    @Option(
        names = "--speed",
        paramLabel = "N",
        description = "So many times as fast as it was, 0 for at once.")
    @Nullable Integer speed;

    @Parameters(
        arity = "1",
        paramLabel = "ID",
        description = "The rollout's id, the beginning of it, or last.")
    String rollout = "";

    @Override
    public Command command() {
      return new Command.Replay(
          common.value(),
          rollout,
          speed == null ? OptionalInt.empty() : OptionalInt.of(Math.clamp(speed, 0, 1000)));
    }
  }
}
