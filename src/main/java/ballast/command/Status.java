package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.Observed;
import ballast.model.Service;
import ballast.plan.Scope;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.rollout.Survey;
import ballast.view.StatusJson;
import ballast.view.StatusText;
import java.util.Set;

/// Shows which version serves where, what is out, and what drifts. Touches nothing.
final class Status {
  /// What cannot be reached is part of the answer.
  private static final Scope NONE_NEEDED = new Scope.Only(Set.of());

  private final Terminal terminal;
  private final Crew crew;
  private final Time time;

  Status(Terminal terminal, Crew crew, Time time) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
  }

  Exit run(Command.Status wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    Service service = project.config().service();
    try (Opening opening = Opening.of(project, NONE_NEEDED, crew, time)) {
      Observed observed = new Survey(service, opening.fleet(), crew).all();
      if (terminal.output(wanted.common().output()) == Command.Output.JSON) {
        terminal.out().println(StatusJson.of(service, observed));
      } else {
        StatusText.lines(service, observed, terminal.palette(wanted.common().colour()))
            .forEach(terminal.out()::println);
      }
      return observed.unreachable().findAny().isPresent() ? Exit.UNREACHABLE : Exit.DONE;
    }
  }
}
