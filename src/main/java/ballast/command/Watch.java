package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.event.PastRollout;
import ballast.journal.JournalTail;
import ballast.journal.KeptRollouts;
import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.model.Observed;
import ballast.model.Service;
import ballast.plan.Scope;
import ballast.port.Crew;
import ballast.port.Fleet;
import ballast.port.Lock;
import ballast.port.Time;
import ballast.rollout.Signal;
import ballast.rollout.Survey;
import ballast.view.HistoryJson;
import ballast.view.HistoryText;
import ballast.view.WatchText;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Shows the rollout that runs, wherever it was started. Touches nothing.
///
/// ```
///  lock: nobody's, or a person's -------------> the last rollout's line
///        a rollout's, its journal is here ----> follows the journal
///        a rollout's, its journal is not -----> follows the lock's report and the fleet
/// ```
final class Watch {
  /// What follows when a holder is dead.
  static final String TAKE_OVER =
      "ballast deploy RELEASE takes over and finishes it, ballast repair puts back what is half done";

  private static final Scope NONE_NEEDED = new Scope.Only(Set.of());

  private final Terminal terminal;
  private final Crew crew;
  private final Time time;
  private final Signal signal;
  private final Path folder;

  Watch(Terminal terminal, Crew crew, Time time, Signal signal, Path folder) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
    this.signal = signal;
    this.folder = folder;
  }

  Exit run(Command.Watch wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    Service service = project.config().service();
    AnchorOnly reached;
    try {
      reached = AnchorOnly.of(project, crew, time);
    } catch (Failure dark) {
      return withoutTheLock(wanted, service, dark);
    }
    try (AnchorOnly anchor = reached) {
      Lock lock = anchor.lock();
      Optional<LockView> held = AnchorOnly.look(lock);
      if (held.isEmpty() || held.get().holder().kind() == LockHolder.Kind.BY_HAND) {
        return nothingRuns(wanted, service, held);
      }
      if (kept(service, held.get())) {
        return follow(wanted, lock, held.get());
      }
      try (Opening opening = Opening.of(project, NONE_NEEDED, crew, time)) {
        return lookOn(wanted, service, opening.fleet(), lock, held.get());
      }
    }
  }

  /// A rollout that runs on this machine can be followed all the same.
  ///
  /// @param dark why the lock cannot be looked at
  Exit withoutTheLock(Command.Watch wanted, Service service, Failure dark)
      throws Failure, InterruptedException {
    Optional<PastRollout> runs = stillRuns(service);
    if (runs.isEmpty()) {
      throw dark;
    }
    terminal
        .err()
        .println(
            "warning: %s%n  the journal of %s, which runs on this machine, is shown"
                .formatted(String.valueOf(dark.getMessage()), runs.get().id()));
    return follow(wanted, runs.get().id(), () -> sign(service, runs.get().id()));
  }

  private Optional<PastRollout> stillRuns(Service service) throws Failure {
    return History.kept(folder, service.name()).rollouts().stream()
        .filter(one -> one.end() instanceof PastRollout.End.StillRuns)
        .findFirst();
  }

  private Pulse.Sign sign(Service service, String rollout) {
    try {
      return stillRuns(service).filter(one -> one.id().equals(rollout)).isPresent()
          ? new Pulse.Sign.Untold("the lock cannot be looked at")
          : new Pulse.Sign.Gone();
    } catch (Failure unreadable) {
      return new Pulse.Sign.Untold(String.valueOf(unreadable.getMessage()));
    }
  }

  private boolean kept(Service service, LockView held) throws Failure {
    return History.kept(folder, service.name()).rollouts().stream()
        .anyMatch(one -> one.id().equals(held.holder().purpose()));
  }

  Exit nothingRuns(Command.Watch wanted, Service service, Optional<LockView> byHand)
      throws Failure {
    KeptRollouts kept = History.kept(folder, service.name());
    if (json(wanted)) {
      List<PastRollout> last = kept.rollouts().stream().limit(1).toList();
      terminal.out().println(HistoryJson.of(service.name(), last, List.of()));
      return Exit.DONE;
    }
    terminal
        .err()
        .println(
            "no rollout of %s runs%s"
                .formatted(
                    service.name(),
                    byHand.map(held -> "; " + Holders.describe(held, time.wall())).orElse("")));
    terminal
        .out()
        .println(
            kept.rollouts().stream()
                .findFirst()
                .map(last -> "last: " + HistoryText.line(last))
                .orElse("none is kept on this machine; ballast status shows the fleet"));
    return Exit.DONE;
  }

  /// The holder's journal is on this machine.
  Exit follow(Command.Watch wanted, Lock lock, LockView held) throws InterruptedException {
    var pulse = new Pulse(lock, time, Holders::hasEnded, held);
    return follow(wanted, held.holder().purpose(), pulse::look);
  }

  private Exit follow(Command.Watch wanted, String rollout, Following.Holder holder)
      throws InterruptedException {
    Following.End end;
    try (Audience audience = Audience.screen(wanted.common(), terminal, time::wall)) {
      var journal = new JournalTail(folder, rollout);
      end = new Following(journal, holder, time, signal, audience::hear).follow();
    }
    return switch (end) {
      case Following.End.Told(var receipt) -> Exits.of(receipt.outcome());
      case Following.End.Left() -> left();
      case Following.End.HolderDied(var last) -> died(last);
      case Following.End.WithoutAWord() -> {
        terminal
            .err()
            .println(
                "the rollout ended without a word: its process is gone, and how it ended is not known\n  next: ballast status");
        yield Exit.MIXED;
      }
      case Following.End.Unreadable(var why) -> {
        terminal.err().println("its journal can no longer be read: " + why);
        yield Exit.USAGE;
      }
    };
  }

  /// The holder's journal is elsewhere: what it reports, and the fleet, tell how far it is.
  Exit lookOn(Command.Watch wanted, Service service, Fleet fleet, Lock lock, LockView held)
      throws Failure, InterruptedException {
    terminal
        .err()
        .println(
            "%s; no journal of it is on this machine: its reports and looks at the fleet are shown"
                .formatted(Holders.describe(held, time.wall())));
    var pulse = new Pulse(lock, time, Holders::hasEnded, held);
    var survey = new Survey(service, fleet, crew);
    String told = "";
    while (!signal.stopped()) {
      if (kept(service, held)) {
        // It began to keep one after it was first looked for.
        return follow(wanted, lock, held);
      }
      switch (pulse.look()) {
        case Pulse.Sign.Alive(var now) -> told = tell(wanted, service, now, survey.all(), told);
        case Pulse.Sign.Dead(var last) -> {
          return died(last);
        }
        case Pulse.Sign.Gone() -> {
          return gone(held);
        }
        case Pulse.Sign.Untold(var why) ->
            told = warn("the lock cannot be looked at: " + why, told);
      }
      time.sleep(Following.LOOK);
    }
    return left();
  }

  /// What sets a host up or slots aside makes no receipt.
  private Exit gone(LockView held) {
    boolean receipt = !held.holder().purpose().equals(Locking.SETUP);
    terminal
        .err()
        .println(
            "it has ended, and how is not known here%s%n  next: ballast status"
                .formatted(receipt ? ": what it said is with " + held.holder().who() : ""));
    return Exit.MIXED;
  }

  private String tell(
      Command.Watch wanted, Service service, LockView now, Observed observed, String told) {
    String line =
        json(wanted)
            ? WatchText.json(service, now, observed).toString()
            : WatchText.line(service, now, observed);
    if (!line.equals(told)) {
      terminal.out().println(line);
      terminal.out().flush();
    }
    return line;
  }

  private String warn(String line, String told) {
    if (!line.equals(told)) {
      terminal.err().println(line);
    }
    return line;
  }

  private boolean json(Command.Watch wanted) {
    return terminal.output(wanted.common().output()) == Command.Output.JSON;
  }

  private Exit left() {
    terminal.err().println("watching has ended; the rollout goes on\n  next: ballast watch");
    return Exit.DONE;
  }

  private Exit died(LockView holder) {
    terminal
        .err()
        .println(
            "%s, but gives no sign of life any more: its process or its machine died%n  next: %s"
                .formatted(Holders.describe(holder, time.wall()), TAKE_OVER));
    return Exit.LOCKED;
  }
}
