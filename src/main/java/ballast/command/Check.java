package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.Observed;
import ballast.port.Crew;
import ballast.port.Time;
import java.util.List;

/// Could a rollout go well? Reads config, hosts, engines and balancers, and touches nothing.
final class Check {
  private final Terminal terminal;
  private final Crew crew;
  private final Time time;

  Check(Terminal terminal, Crew crew, Time time) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
  }

  Exit run(Command.Check wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    project.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
    terminal
        .out()
        .println(
            "config    %s: service %s, %d slots on each of %d hosts"
                .formatted(
                    wanted.common().config(),
                    project.config().service().name(),
                    project.config().service().slots(),
                    project.places().size()));
    try (Opening opening = Opening.of(project, crew, time)) {
      terminal.out().println("hosts     all reached, their Docker Engines answer");
      List<String> odd = opening.inspect();
      Observed observed = opening.look();
      odd.forEach(warning -> terminal.err().println("warning: " + warning));
      terminal
          .out()
          .println(
              "balancers backend %s has every slot, %d of %d serve"
                  .formatted(
                      project.config().service().balancer().backend(),
                      observed.slots().filter(view -> view.serving()).count(),
                      observed.slots().count()));
      return Exit.DONE;
    }
  }
}
