package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.event.Listener;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Release;
import ballast.plan.Forecast;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.sim.Mishap;
import ballast.sim.Rehearsal;
import ballast.view.JsonView;
import ballast.view.PlainView;
import ballast.view.PlanText;
import ballast.view.ReceiptText;
import ballast.view.Telling;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/// Does a deploy to a simulated copy of the fleet, and touches nothing of the real one: no lock is
/// taken, no image pulled.
final class Rehearse {
  private static final long MOST_SEEDS = 1_000_000;

  private final Terminal terminal;
  private final Crew crew;
  private final Time time;

  Rehearse(Terminal terminal, Crew crew, Time time) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
  }

  Exit run(Command.Rehearse wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    Policy policy = project.policy(wanted.flags());
    project.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
    Release release;
    Observed observed;
    Forecast forecast;
    try (Opening opening = Opening.of(project, crew, time)) {
      var preflight = opening.preflight(wanted.release(), policy);
      preflight.odd().forEach(odd -> terminal.err().println("warning: " + odd));
      release = preflight.release();
      observed = preflight.observed();
      forecast = opening.forecast(release, policy, observed);
    }
    Deploy.refuseWhatCannotMove(forecast);
    long seed = wanted.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong(MOST_SEEDS));
    var ending =
        new Rehearsal(project.config().service(), policy, project.scope(), observed, seed)
            .run(release, mishaps(wanted.faults()), List.of(screen(wanted.common())));
    var typical = History.typicalSlot(project.config().service());
    report(wanted, ending, Math.toIntExact(observed.slots().count()), forecast, typical, seed);
    return ending.broken().isEmpty() ? Exits.of(ending.receipt().outcome()) : Exit.BUG;
  }

  private static Set<Mishap> mishaps(List<Command.Fault> faults) {
    return faults.stream()
        .map(Rehearse::mishap)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Mishap.class)));
  }

  private static Mishap mishap(Command.Fault fault) {
    return switch (fault) {
      case CRASH -> Mishap.CRASH;
      case SICK -> Mishap.SICK;
      case SLOW -> Mishap.SLOW;
      case LOST_REPLIES -> Mishap.LOST_REPLIES;
      case LINK_CUT -> Mishap.LINK_CUT;
      case POWER_CUT -> Mishap.POWER_CUT;
      case HAND -> Mishap.HAND;
      case KILL -> Mishap.KILL;
    };
  }

  private Listener screen(Command.Common common) {
    return switch (terminal.output(common.output())) {
      case JSON -> new JsonView(terminal.out());
      case PLAIN, AUTO, LIVE ->
          new PlainView(
              terminal.err(),
              terminal.out(),
              terminal.palette(common.colour()),
              common.detail() == Command.Detail.VERBOSE
                  ? ReceiptText.Slots.EACH
                  : ReceiptText.Slots.SUMMARY,
              common.detail() == Command.Detail.VERBOSE ? Telling.EVERY_STEP : Telling.HEADLINES);
    };
  }

  private void report(
      Command.Rehearse wanted,
      Rehearsal.Ending ending,
      int slots,
      Forecast forecast,
      Optional<Duration> typical,
      long seed) {
    switch (terminal.output(wanted.common().output())) {
      case JSON -> terminal.out().println(RehearsalReport.json(wanted, ending, seed));
      case PLAIN, AUTO, LIVE ->
          RehearsalReport.lines(wanted, ending, slots, PlanText.estimate(forecast, typical), seed)
              .forEach(terminal.out()::println);
    }
    terminal.out().flush();
  }
}
