package ballast.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options that several commands share, as picocli fills them in.
final class Options {
  private Options() {}

  static final class CommonOptions {
    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        defaultValue = "ballast.yml",
        description = "The config (default: ${DEFAULT-VALUE}).")
    Path config = Path.of("ballast.yml");

    @Option(
        names = {"-i", "--inventory"},
        paramLabel = "INVENTORY",
        description =
            "An Ansible inventory instead of the config's hosts; - reads JSON from stdin.")
    @Nullable String inventory;

    @Option(
        names = "--limit",
        paramLabel = "PATTERN",
        description =
            "Only these hosts (an Ansible pattern); a term that matches none is an error.")
    @Nullable String limit;

    @Option(
        names = "--anchor",
        paramLabel = "HOST",
        description = "Confirms that this host keeps the service's lock from now on.")
    @Nullable String anchor;

    @Option(
        names = "--output",
        paramLabel = "KIND",
        description =
            "auto, live, plain or json (default: live on a terminal, else plain). json ends with one object, on a refusal too; not for setup, drain, lock, unlock, why.")
    Command.Output output = Command.Output.AUTO;

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Option(names = "-v", description = "Say more.")
    boolean verbose;

    @Option(names = "--no-color", description = "No colours (NO_COLOR does the same).")
    boolean noColor;

    Command.Common value() {
      return new Command.Common(
          config,
          Optional.ofNullable(inventory),
          Optional.ofNullable(limit),
          Optional.ofNullable(anchor),
          output,
          yes ? Command.Consent.GIVEN : Command.Consent.ASK,
          verbose ? Command.Detail.VERBOSE : Command.Detail.USUAL,
          noColor || System.getenv("NO_COLOR") != null
              ? Command.Colour.NEVER
              : Command.Colour.AUTO);
    }
  }

  static final class WaitOption {
    @Option(
        names = "--wait",
        paramLabel = "TIME",
        converter = Span.class,
        description = "How long to wait for another rollout that holds the lock: 10m.")
    Duration wait = Duration.ZERO;
  }

  /// The keys of `rollout:` that hold without batches.
  static final class PaceOptions {
    @Option(
        names = "--max-out",
        paramLabel = "PART",
        description = "Slots of the fleet that may be out at once: 12%% or 3.")
    @Nullable String maxOut;

    @Option(
        names = "--per-host",
        paramLabel = "N",
        description = "Slots of one host that may be out at once.")
    @Nullable String perHost;

    @Option(
        names = "--drain-deadline",
        paramLabel = "TIME",
        description = "How long requests in flight may take: 30s.")
    @Nullable String drainDeadline;

    @Option(
        names = "--drain-then",
        paramLabel = "WHAT",
        description = "Past the deadline: roll-back or cut.")
    @Nullable String drainThen;

    Command.RolloutFlags value() {
      return new RolloutOptions().with(this);
    }
  }

  static final class RolloutOptions {
    @Mixin PaceOptions pace = new PaceOptions();

    @Option(
        names = "--strategy",
        paramLabel = "WHICH",
        description =
            "rolling, surge, blue-green, host, or recreate, which loses requests and asks for --yes.")
    @Nullable String strategy;

    @Option(
        names = "--surge",
        paramLabel = "N",
        description = "With surge: spare slots of each host.")
    @Nullable String surge;

    @Option(
        names = "--batch",
        paramLabel = "SIZE",
        description = "Hosts a batch: 35%%, 3, or a list such as 1,10%%,35%%.")
    @Nullable String batch;

    @Option(names = "--batches", paramLabel = "N", description = "That many even batches.")
    @Nullable String batches;

    @Option(
        names = "--soak",
        paramLabel = "TIME",
        description = "How long a slot must serve before its lane is done: 30s.")
    @Nullable String soak;

    @Option(
        names = "--on-failure",
        paramLabel = "WHAT",
        description = "When more slots fail than are tolerated: roll-back, pause or continue.")
    @Nullable String onFailure;

    @Option(
        names = "--tolerate",
        paramLabel = "PART",
        description = "Slots that may fail before that: 2 or 10%%.")
    @Nullable String tolerate;

    Command.RolloutFlags value() {
      return with(pace);
    }

    private Command.RolloutFlags with(PaceOptions pace) {
      return new Command.RolloutFlags(
          Optional.ofNullable(batch),
          Optional.ofNullable(batches),
          Optional.ofNullable(pace.maxOut),
          Optional.ofNullable(pace.perHost),
          Optional.ofNullable(soak),
          Optional.ofNullable(pace.drainDeadline),
          Optional.ofNullable(pace.drainThen),
          Optional.ofNullable(onFailure),
          Optional.ofNullable(tolerate),
          Optional.ofNullable(strategy),
          Optional.ofNullable(surge));
    }
  }
}
