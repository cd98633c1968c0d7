package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.HookPoint;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Release;
import ballast.model.SecretChange;
import ballast.plan.Desired;
import ballast.plan.Forecast;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.view.PlanJson;
import ballast.view.PlanText;
import java.util.List;
import java.util.Set;

/// Shows what a deploy would do, and touches nothing.
final class Plan {
  private final Terminal terminal;
  private final Crew crew;
  private final Time time;

  Plan(Terminal terminal, Crew crew, Time time) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
  }

  Exit run(Command.Plan wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    Policy policy = project.policy(wanted.flags());
    project.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
    try (Opening opening = Opening.of(project, crew, time)) {
      var preflight = opening.preflight(wanted.release().orElseThrow(), policy);
      preflight.odd().forEach(odd -> terminal.err().println("warning: " + odd));
      Release release = preflight.release();
      Observed observed = preflight.observed();
      Desired desired = opening.desired(release, policy);
      Forecast forecast = Forecast.of(desired, observed);
      show(
          wanted.common(),
          desired,
          observed,
          forecast,
          opening.secretChanges(release),
          project.config().hooks().keySet());
      return forecast.stuck().isEmpty() ? Exit.DONE : Exit.USAGE;
    }
  }

  private void show(
      Command.Common common,
      Desired desired,
      Observed observed,
      Forecast forecast,
      List<SecretChange> secrets,
      Set<HookPoint> hooks) {
    var typical = History.typicalSlot(desired.service());
    if (terminal.output(common.output()) == Command.Output.JSON) {
      terminal.out().println(PlanJson.of(desired, observed, forecast, typical, secrets, hooks));
    } else {
      PlanText.lines(desired, observed, forecast, typical, hooks, terminal.palette(common.colour()))
          .forEach(terminal.out()::println);
      secrets.forEach(change -> terminal.out().println("  " + change));
    }
  }
}
