package ballast.cli;

import java.io.PrintWriter;
import picocli.CommandLine;

/// The command line, as picocli reads it.
public final class Arguments {
  private static final int HELP_WIDTH = 110;

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
      return refused(mistake, err);
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
    try {
      return command instanceof Verbs.Verb verb
          ? new Parsed.Wanted(verb.command())
          : new Parsed.Answered(Exit.USAGE);
    } catch (CommandLine.ParameterException doNotGoTogether) {
      return refused(doNotGoTogether, err);
    }
  }

  private static Parsed refused(CommandLine.ParameterException mistake, PrintWriter err) {
    CommandLine at = mistake.getCommandLine();
    err.println("ballast: " + mistake.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err)) {
      err.println("next: " + at.getCommandSpec().qualifiedName() + " --help");
    }
    err.flush();
    return new Parsed.Answered(Exit.USAGE);
  }

  /// The script that completes commands and options in bash and zsh.
  public static String completionScript() {
    return picocli.AutoComplete.bash("ballast", commandLine());
  }

  static CommandLine commandLine() {
    return new CommandLine(new Root())
        .setCaseInsensitiveEnumValuesAllowed(true)
        // A word that begins with @ is an inventory's: --limit @failed.
        .setExpandAtFiles(false)
        .setUsageHelpWidth(HELP_WIDTH);
  }

  @CommandLine.Command(
      name = "ballast",
      mixinStandardHelpOptions = true,
      version = "ballast 0.1.0",
      synopsisSubcommandLabel = "COMMAND",
      description = {
        "Replaces the containers of a service over a fleet of hosts behind HAProxy, without losing a request.%n"
      },
      footer = {
        "%nFirst steps:",
        "  ballast demo            three real hosts on this machine, to try it all on",
        "  ballast init            writes a commented ballast.yml",
        "  ballast check           could a rollout go well? touches nothing",
        "  ballast plan 1.2.3      what would be done",
        "  ballast rehearse 1.2.3  does it to a simulated copy of the fleet",
        "  ballast deploy 1.2.3    does it",
        "%nExit codes: 0 done or nothing to do, 1 failed and gone back, 2 usage or config, 3 failed and mixed,",
        "4 locked, 5 hosts unreachable and nothing touched, 6 stopped by hand, 70 bug."
      },
      subcommands = {
        Verbs.InitVerb.class,
        Verbs.SetupVerb.class,
        Verbs.CheckVerb.class,
        Verbs.PlanVerb.class,
        Verbs.DeployVerb.class,
        FleetVerbs.RollbackVerb.class,
        FleetVerbs.RepairVerb.class,
        FleetVerbs.DrainVerb.class,
        FleetVerbs.ReadyVerb.class,
        RehearseVerbs.RehearseVerb.class,
        Verbs.StatusVerb.class,
        HandVerbs.WatchVerb.class,
        HandVerbs.WhyVerb.class,
        HandVerbs.PauseVerb.class,
        HandVerbs.ResumeVerb.class,
        HandVerbs.AbortVerb.class,
        HandVerbs.HistoryVerb.class,
        HandVerbs.ReplayVerb.class,
        LockVerbs.LockVerb.class,
        LockVerbs.UnlockVerb.class,
        Verbs.DemoVerb.class,
        Verbs.TrafficVerb.class,
        Verbs.CompletionVerb.class
      })
  private static final class Root {}
}
