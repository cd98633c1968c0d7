package ballast.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command line, as picocli reads it.
public final class Arguments {
  private Arguments() {}

  /// What became of the arguments: something to do, or everything said already.
  public sealed interface Parsed {
    record Wanted(Command command) implements Parsed {}

    /// Help was printed, or a mistake was told.
    record Answered(Exit exit) implements Parsed {}
  }

  /// @param out where help goes
  /// @param err where mistakes go
  public static Parsed parse(String[] args, PrintWriter out, PrintWriter err) {
    var line = commandLine().setOut(out).setErr(err);
    CommandLine.ParseResult parsed;
    try {
      parsed = line.parseArgs(args);
    } catch (CommandLine.ParameterException mistake) {
      CommandLine at = mistake.getCommandLine();
      err.println("ballast: " + mistake.getMessage());
      if (!CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err)) {
        err.println("next: " + at.getCommandSpec().qualifiedName() + " --help");
      }
      err.flush();
      return new Parsed.Answered(Exit.USAGE);
    }
    if (CommandLine.printHelpIfRequested(parsed)) {
      out.flush();
      return new Parsed.Answered(Exit.DONE);
    }
    if (!parsed.hasSubcommand()) {
      line.usage(out);
      out.flush();
      return new Parsed.Answered(Exit.USAGE);
    }
    CommandLine chosen = parsed.subcommand().commandSpec().commandLine();
    Object command = chosen.getCommand();
    return command instanceof Verb verb
        ? new Parsed.Wanted(verb.command())
        : new Parsed.Answered(Exit.USAGE);
  }

  /// The script that completes commands and options in bash and zsh.
  public static String completionScript() {
    return picocli.AutoComplete.bash("ballast", commandLine());
  }

  static CommandLine commandLine() {
    return new CommandLine(new Root()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  private interface Verb {
    Command command();
  }

  @CommandLine.Command(
      name = "ballast",
      mixinStandardHelpOptions = true,
      version = "ballast 0.1.0",
      synopsisSubcommandLabel = "COMMAND",
      description = {
        "Replaces the containers of a service over a fleet of hosts, each with its own HAProxy,",
        "without losing a request.%n"
      },
      footer = {
        "%nFirst steps:",
        "  ballast demo            three real hosts on this machine, to try it all on",
        "  ballast init            writes a commented ballast.yml",
        "  ballast check           could a rollout go well? touches nothing",
        "  ballast plan 1.2.3      what would be done",
        "  ballast deploy 1.2.3    does it",
        "%nExit codes: 0 done or nothing to do, 1 failed and gone back, 2 usage or config, 3 failed and mixed,",
        "4 locked, 5 hosts unreachable and nothing touched, 6 stopped by hand, 70 bug."
      },
      subcommands = {
        InitVerb.class,
        SetupVerb.class,
        CheckVerb.class,
        PlanVerb.class,
        DeployVerb.class,
        StatusVerb.class,
        DemoVerb.class,
        TrafficVerb.class,
        CompletionVerb.class
      })
  private static final class Root {}

  private static final class CommonOptions {
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
        names = "--output",
        paramLabel = "KIND",
        description = "auto, live, plain or json (default: live on a terminal, else plain).")
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
          output,
          yes ? Command.Consent.GIVEN : Command.Consent.ASK,
          verbose ? Command.Detail.VERBOSE : Command.Detail.USUAL,
          noColor || System.getenv("NO_COLOR") != null
              ? Command.Colour.NEVER
              : Command.Colour.AUTO);
    }
  }

  private static final class RolloutOptions {
    @Option(
        names = "--batch",
        paramLabel = "SIZE",
        description = "Hosts a batch: 35%%, 3, or a list such as 1,10%%,35%%.")
    @Nullable String batch;

    @Option(names = "--batches", paramLabel = "N", description = "That many even batches.")
    @Nullable String batches;

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
        names = "--soak",
        paramLabel = "TIME",
        description = "How long a slot must serve before its lane is done: 30s.")
    @Nullable String soak;

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
      return new Command.RolloutFlags(
          Optional.ofNullable(batch),
          Optional.ofNullable(batches),
          Optional.ofNullable(maxOut),
          Optional.ofNullable(perHost),
          Optional.ofNullable(soak),
          Optional.ofNullable(drainDeadline),
          Optional.ofNullable(drainThen));
    }
  }

  @CommandLine.Command(
      name = "init",
      mixinStandardHelpOptions = true,
      description = "Writes a ballast.yml in which every key is explained.")
  private static final class InitVerb implements Verb {
    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description = "Where to (default: ${DEFAULT-VALUE}).")
    Path config = Path.of("ballast.yml");

    @Option(names = "--service", paramLabel = "NAME", description = "The service's name.")
    @Nullable String service;

    @Option(names = "--image", paramLabel = "REPOSITORY", description = "Its image, without tag.")
    @Nullable String image;

    @Override
    public Command command() {
      return new Command.Init(config, Optional.ofNullable(service), Optional.ofNullable(image));
    }
  }

  @CommandLine.Command(
      name = "setup",
      mixinStandardHelpOptions = true,
      description = {
        "Makes each host's balancer ready: network, HAProxy container, config.",
        "Does nothing where nothing has changed; a changed config is checked, then reloaded."
      })
  private static final class SetupVerb implements Verb {
    @Mixin CommonOptions common = new CommonOptions();

    @Override
    public Command command() {
      return new Command.Setup(common.value());
    }
  }

  @CommandLine.Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Could a rollout go well? Reads config, hosts, engines and balancers, and touches nothing."
      })
  private static final class CheckVerb implements Verb {
    @Mixin CommonOptions common = new CommonOptions();

    @Override
    public Command command() {
      return new Command.Check(common.value());
    }
  }

  @CommandLine.Command(
      name = "plan",
      mixinStandardHelpOptions = true,
      description = "Shows what a deploy would do, and touches nothing.")
  private static final class PlanVerb implements Verb {
    @Mixin CommonOptions common = new CommonOptions();
    @Mixin RolloutOptions rollout = new RolloutOptions();

    @Parameters(
        arity = "1",
        paramLabel = "RELEASE",
        description = "A tag of the config's image, or a digest.")
    @Nullable String release;

    @Override
    public Command command() {
      return new Command.Plan(common.value(), Optional.ofNullable(release), rollout.value());
    }
  }

  @CommandLine.Command(
      name = "deploy",
      mixinStandardHelpOptions = true,
      description = {
        "Rolls a release over the fleet, slot by slot, and loses no request.",
        "A release that fails goes back to what served before. Ctrl-C finishes the slots in hand, then stops."
      })
  private static final class DeployVerb implements Verb {
    @Mixin CommonOptions common = new CommonOptions();
    @Mixin RolloutOptions rollout = new RolloutOptions();

    @Parameters(
        arity = "1",
        paramLabel = "RELEASE",
        description = "A tag of the config's image, or a digest.")
    String release = "";

    @Override
    public Command command() {
      return new Command.Deploy(common.value(), release, rollout.value());
    }
  }

  @CommandLine.Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Shows which version serves where, with weights, sessions and what is out.")
  private static final class StatusVerb implements Verb {
    @Mixin CommonOptions common = new CommonOptions();

    @Override
    public Command command() {
      return new Command.Status(common.value());
    }
  }

  @CommandLine.Command(
      name = "demo",
      mixinStandardHelpOptions = true,
      description = {
        "Brings up real test hosts on this machine, each with its own Docker Engine, sshd and HAProxy,",
        "sends steady traffic that never retries, rolls release 1 to release 2, and shows what was lost."
      })
  private static final class DemoVerb implements Verb {
    @Option(
        names = "--hosts",
        paramLabel = "N",
        description = "How many (default: ${DEFAULT-VALUE}).")
    int hosts = 3;

    @Option(names = "--down", description = "Removes every trace of it.")
    boolean down;

    @Option(names = "--output", paramLabel = "KIND", description = "auto, live, plain or json.")
    Command.Output output = Command.Output.AUTO;

    @Override
    public Command command() {
      return new Command.Demo(
          down ? Command.DemoAction.DOWN : Command.DemoAction.UP, hosts, output);
    }
  }

  @CommandLine.Command(
      name = "traffic",
      mixinStandardHelpOptions = true,
      description = {
        "Sends traffic that never retries and tells what was lost.",
        "Send it only to machines that are yours to load."
      })
  private static final class TrafficVerb implements Verb {
    @Parameters(
        arity = "1",
        paramLabel = "URL",
        description = "Where to, e.g. http://10.77.0.1:8080")
    String url = "";

    @Option(
        names = "--mix",
        paramLabel = "MIX",
        description =
            "What, at which rate: get=100,keepalive=50,post=20,slow=2:3000,upload=1:3000,ws=2,sse=1:10")
    String mix = "get=100,keepalive=100";

    @Option(names = "--seconds", paramLabel = "N", description = "How long (default: until ended).")
    int seconds;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "Keeps the tally in this file as JSON, once a second.")
    @Nullable Path file;

    @Override
    public Command command() {
      return new Command.Traffic(url, mix, seconds, Optional.ofNullable(file));
    }
  }

  @CommandLine.Command(
      name = "completion",
      mixinStandardHelpOptions = true,
      description = "Prints completion for bash and zsh: source <(ballast completion)")
  private static final class CompletionVerb implements Verb {
    @Override
    public Command command() {
      return new Command.Completion();
    }
  }
}
