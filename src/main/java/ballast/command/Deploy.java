package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.event.Receipt;
import ballast.event.Story;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Release;
import ballast.plan.Forecast;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.rollout.Rollout;
import ballast.rollout.StopSign;
import java.util.List;
import java.util.stream.Collectors;

/// Rolls a release over the fleet.
final class Deploy {
  /// Slots that are named when a rollout is refused.
  private static final int MOST_TOLD = 5;

  private final Terminal terminal;
  private final Crew crew;
  private final Time time;
  private final StopSign stop;

  Deploy(Terminal terminal, Crew crew, Time time, StopSign stop) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
    this.stop = stop;
  }

  Exit run(Command.Deploy wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    Policy policy = project.policy(wanted.flags());
    project.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
    try (Opening opening = Opening.of(project, crew, time)) {
      var preflight = opening.preflight(wanted.release());
      preflight.odd().forEach(odd -> terminal.err().println("warning: " + odd));
      Release release = preflight.release();
      Observed observed = preflight.observed();
      refuseWhatCannotMove(opening.forecast(release, policy, observed));
      return Exits.of(roll(wanted.common(), project, policy, opening, release, observed).outcome());
    }
  }

  private static void refuseWhatCannotMove(Forecast forecast) throws Failure {
    if (forecast.stuck().isEmpty()) {
      return;
    }
    throw new Failure(
        Exit.USAGE,
        "this rollout could not finish; nothing was touched\n"
            + forecast.stuck().stream()
                .limit(MOST_TOLD)
                .map(waiting -> "  %s: %s".formatted(waiting.lane().slot(), waiting.why()))
                .collect(Collectors.joining("\n"))
            + (forecast.stuck().size() > MOST_TOLD
                ? "\n  and %d more".formatted(forecast.stuck().size() - MOST_TOLD)
                : "")
            + "\n  next: ballast plan shows it all; bring back what is out, or allow more with --max-out or --per-host");
  }

  private Receipt roll(
      Command.Common common,
      Project project,
      Policy policy,
      Opening opening,
      Release release,
      Observed observed)
      throws InterruptedException {
    String id = RolloutId.at(time.now(), project.config().service().name());
    try (var audience = Audience.of(common, terminal, time, project.config().service(), id)) {
      var story = new Story(time::now, List.copyOf(audience.listeners()));
      return new Rollout(
              id, project.config().service(), policy, opening.fleet(), crew, time, story, stop)
          .deploy(release, observed, project.scope());
    }
  }
}
