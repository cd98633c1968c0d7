package ballast.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The commands, as picocli fills them in; each becomes a [Command].
final class Verbs {
  private Verbs() {}

  interface Verb {
    Command command();
  }

  @CommandLine.Command(
      name = "init",
      mixinStandardHelpOptions = true,
      description = "Writes a ballast.yml in which every key is explained.")
  static final class InitVerb implements Verb {
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
        "Does nothing where nothing has changed. A changed config is shown, checked by HAProxy itself, then reloaded.",
        "Another image or port: a new HAProxy takes over the sockets of the old one, which ends when its requests have."
      },
      footer = {
        "%nExamples:",
        "  ballast setup --dry-run           what would change, and touches nothing",
        "  ballast setup",
        "  ballast setup --install-docker    from hosts with nothing but ssh",
        "  ballast setup --limit fe-2 --yes  where the old HAProxy cannot hand over: replaces it, with a gap",
        "%nnext: ballast deploy R"
      })
  static final class SetupVerb implements Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();
    @Mixin Options.WaitOption lock = new Options.WaitOption();

    @Option(names = "--dry-run", description = "Shows what would change, and touches nothing.")
    boolean dryRun;

    @Option(
        names = "--install-docker",
        description =
            "First installs the system's own Docker on hosts that have none (Debian 11+, Ubuntu 22.04+), over ssh; shows the commands and asks.")
    boolean installDocker;

    @Override
    public Command command() {
      return new Command.Setup(
          common.value(),
          dryRun ? Command.Trial.SHOW : Command.Trial.DO,
          installDocker ? Command.OnBareHosts.INSTALL_DOCKER : Command.OnBareHosts.REFUSE,
          lock.wait);
    }
  }

  @CommandLine.Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Could a rollout go well? Reads config, hosts, engines and balancers, and touches nothing."
      })
  static final class CheckVerb implements Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();

    @Override
    public Command command() {
      return new Command.Check(common.value());
    }
  }

  @CommandLine.Command(
      name = "plan",
      mixinStandardHelpOptions = true,
      description = "Shows what a deploy would do, and touches nothing.")
  static final class PlanVerb implements Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();
    @Mixin Options.RolloutOptions rollout = new Options.RolloutOptions();

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

  /// Which part of a host a deploy is for; as they are typed.
  enum Only {
    app,
    balancer
  }

  @CommandLine.Command(
      name = "deploy",
      mixinStandardHelpOptions = true,
      description = {
        "Rolls a release over the fleet, slot by slot, and loses no request.",
        "A release that fails goes back to what served before. Ctrl-C finishes the slots in hand, then stops.",
        "The balancers are left as they are: ballast setup, or deploy --only balancer, changes those."
      })
  static final class DeployVerb implements Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();
    @Mixin Options.RolloutOptions rollout = new Options.RolloutOptions();
    @Mixin Options.WaitOption lock = new Options.WaitOption();
    @Spec CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
        names = "--only",
        paramLabel = "WHAT",
        description =
            "app: the release (default). balancer: what ballast setup does; takes no RELEASE.")
    Only only = Only.app;

    @Parameters(
        arity = "0..1",
        paramLabel = "RELEASE",
        description = "A tag of the config's image, or a digest.")
    @Nullable String release;

    @Override
    public Command command() {
      return switch (only) {
        case app -> {
          if (release == null) {
            throw mistake("which RELEASE? ballast deploy RELEASE");
          }
          yield new Command.Deploy(common.value(), release, rollout.value(), lock.wait);
        }
        case balancer -> {
          if (release != null) {
            throw mistake(
                "--only balancer takes no RELEASE: balancers do not change with '%s'"
                    .formatted(release));
          }
          if (!rollout.value().equals(new Options.RolloutOptions().value())) {
            throw mistake(
                "--only balancer takes no options of a rollout: it changes one host, then the others");
          }
          yield new Command.Setup(
              common.value(), Command.Trial.DO, Command.OnBareHosts.REFUSE, lock.wait);
        }
      };
    }

    private CommandLine.ParameterException mistake(String what) {
      return new CommandLine.ParameterException(spec.commandLine(), what);
    }
  }

  @CommandLine.Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Shows which version serves where, with weights, sessions and what is out.")
  static final class StatusVerb implements Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();

    @Override
    public Command command() {
      return new Command.Status(common.value());
    }
  }

  @CommandLine.Command(
      name = "demo",
      mixinStandardHelpOptions = true,
      description = {
        "Real hosts on this machine, under traffic, with a release rolled over them.",
        "Each host has its own Docker Engine, sshd and HAProxy; the traffic never retries, and what was lost is shown."
      })
  static final class DemoVerb implements Verb {
    @Option(
        names = "--hosts",
        paramLabel = "N",
        description = "How many (default: ${DEFAULT-VALUE}).")
    int hosts = 3;

    @Option(names = "--down", description = "Removes it: hosts, containers, traffic, ballast.yml.")
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
  static final class TrafficVerb implements Verb {
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
  static final class CompletionVerb implements Verb {
    @Override
    public Command command() {
      return new Command.Completion();
    }
  }
}
