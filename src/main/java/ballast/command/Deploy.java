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
import ballast.rollout.Lease;
import ballast.rollout.Rollout;
import ballast.rollout.Signal;
import java.util.List;
import java.util.stream.Collectors;

/// Rolls a release over the fleet.
final class Deploy {
  /// Slots that are named when a rollout is refused.
  private static final int MOST_TOLD = 5;

  private final Terminal terminal;
  private final Crew crew;
  private final Time time;
  private final Signal signal;

  Deploy(Terminal terminal, Crew crew, Time time, Signal signal) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
    this.signal = signal;
  }

  Exit run(Command.Deploy wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    Policy policy = project.policy(wanted.flags());
    project.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
    try (Opening opening = Opening.of(project, crew, time)) {
      try (Lease lease =
          new Locking(terminal, crew, time, signal)
              .take(opening, project.config().service(), wanted.patience())) {
        signal.slotsInHand(project.config().service(), policy, project.around());
        return roll(wanted, project, policy, opening, lease);
      }
    }
  }

  /// What was seen before the lock was held may be another rollout's doing: everything is looked at
  /// anew.
  private Exit roll(
      Command.Deploy wanted, Project project, Policy policy, Opening opening, Lease lease)
      throws Failure, InterruptedException {
    var preflight = opening.preflight(wanted.release(), policy);
    preflight.odd().forEach(odd -> terminal.err().println("warning: " + odd));
    Release release = preflight.release();
    Observed observed = preflight.observed();
    Forecast forecast = opening.forecast(release, policy, observed);
    refuseWhatCannotMove(forecast);
    confirmWhatIsLost(wanted.common(), policy, forecast);
    return Exits.of(
        roll(wanted.common(), project, policy, opening, lease, release, observed).outcome());
  }

  static void refuseWhatCannotMove(Forecast forecast) throws Failure {
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
            + "\n  next: "
            + next(forecast));
  }

  private static String next(Forecast forecast) {
    if (!forecast.lacksSpares()) {
      return "ballast plan shows it all; bring back what is out, or allow more with --max-out or --per-host";
    }
    return forecast.hasOneSlotAHost()
        ? "that; without a spare a host with one slot serves nobody while it is replaced"
        : "that, or --strategy rolling, which needs no spare";
  }

  /// A strategy that does not drain loses requests by design: that is a person's to say.
  private void confirmWhatIsLost(Command.Common common, Policy policy, Forecast forecast)
      throws Failure, InterruptedException {
    switch (policy.strategy().inFlight()) {
      case DRAINED -> {}
      case CUT -> {
        if (!forecast.isEmpty()) {
          new Question(terminal, common.consent(), signal)
              .yes(
                  "Strategy %s loses requests: it drains nothing, and up to %d of %d slots are out at once. Go on?"
                      .formatted(policy.strategy(), forecast.mostOut(), forecast.slots()));
        }
      }
    }
  }

  private Receipt roll(
      Command.Common common,
      Project project,
      Policy policy,
      Opening opening,
      Lease lease,
      Release release,
      Observed observed)
      throws InterruptedException {
    try (var audience = Audience.of(common, terminal, time, project, lease)) {
      var story = new Story(time::now, List.copyOf(audience.listeners()));
      opening.news().partOf(story);
      return new Rollout(
              lease,
              project.config().service(),
              policy,
              opening.fleet(),
              crew,
              time,
              story,
              signal,
              project.hooks())
          .deploy(release, observed, project.scope());
    }
  }
}
