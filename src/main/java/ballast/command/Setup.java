package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.BalancerChoice;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.reach.BalancerSetup;

/// Makes each host's managed balancer ready: network, HAProxy container, config.
final class Setup {
  private final Terminal terminal;
  private final Crew crew;
  private final Time time;

  Setup(Terminal terminal, Crew crew, Time time) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
  }

  Exit run(Command.Setup wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    if (!(project.config().service().balancer() instanceof BalancerChoice.Managed)) {
      throw new Failure(
          Exit.USAGE,
          "there is nothing to set up: ballast.yml adopts a balancer that is there already\n"
              + "  next: ballast check, or `balancer: {managed: true}` to have Ballast run one");
    }
    int failed = 0;
    try (Opening opening = Opening.of(project, crew, time)) {
      for (BalancerSetup.Result result :
          opening.fleet().setUp(crew, project.scope(), replacing(wanted.common()))) {
        switch (result) {
          case BalancerSetup.Result.Ready(var host, var what) ->
              terminal.out().println("%-12s %s".formatted(host, what));
          case BalancerSetup.Result.Failed(_, var problem) -> {
            failed++;
            terminal.complain(problem.toString());
          }
        }
      }
    }
    return failed == 0 ? Exit.DONE : Exit.MIXED;
  }

  private static BalancerSetup.Replacing replacing(Command.Common common) {
    return switch (common.consent()) {
      case GIVEN -> BalancerSetup.Replacing.ALLOWED;
      case ASK -> BalancerSetup.Replacing.REFUSED;
    };
  }
}
