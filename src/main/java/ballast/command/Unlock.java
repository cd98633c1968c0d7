package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Lock;
import ballast.port.Time;
import ballast.reach.Anchor;
import ballast.rollout.Lease;
import ballast.rollout.Signal;
import java.util.Optional;

/// Takes a service's lock away from whoever has it.
final class Unlock {
  private final Terminal terminal;
  private final Crew crew;
  private final Time time;
  private final Signal signal;

  Unlock(Terminal terminal, Crew crew, Time time, Signal signal) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
    this.signal = signal;
  }

  Exit run(Command.Unlock wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    String service = project.config().service().name();
    try (Opening opening = Opening.of(project, Status.NONE_NEEDED, crew, time)) {
      Anchor anchor = opening.fleet().anchor();
      try {
        unlock(anchor.lock(), service, wanted.common().consent());
        return Exit.DONE;
      } catch (CallFailed failed) {
        throw Anchoring.unusable(anchor.host(), failed.problem());
      }
    }
  }

  void unlock(Lock lock, String service, Command.Consent consent)
      throws Failure, CallFailed, InterruptedException {
    Optional<LockView> held = lock.look();
    if (held.isPresent()) {
      remove(lock, held.get(), service, consent);
    } else {
      terminal.out().println("nobody has the lock of " + service);
    }
  }

  private void remove(Lock lock, LockView held, String service, Command.Consent consent)
      throws Failure, CallFailed, InterruptedException {
    String whose = Holders.describe(held, time.wall());
    boolean mayRun = mayRun(held.holder());
    if (mayRun) {
      new Question(terminal, consent, signal)
          .typed(
              "%s. If it still runs, it stops where it is: ballast abort lets it finish the slots in hand."
                  .formatted(whose),
              service);
    }
    boolean removed = lock.remove(held.token());
    if (removed && mayRun) {
      keepOut(lock, held.holder());
    }
    terminal
        .out()
        .println(
            removed
                ? "%s is unlocked (%s)".formatted(service, whose)
                : "%s is unlocked: it was given up, or removed, at the same moment"
                    .formatted(service));
  }

  private static boolean mayRun(LockHolder holder) {
    return switch (holder.kind()) {
      case BY_HAND -> false;
      case COMMAND -> holder.process().filter(Holders::hasEnded).isEmpty();
    };
  }

  /// A rollout that renewed its lock a moment before trusts in it for a while; until then nobody
  /// else is let in, as far as nobody came faster.
  private void keepOut(Lock lock, LockHolder from) throws CallFailed, InterruptedException {
    var me =
        new LockHolder(
            Holders.me(),
            LockHolder.Kind.COMMAND,
            "unlock",
            time.wall(),
            Math.max(from.generation(), lock.lastGeneration()) + 1,
            Holders.process());
    terminal
        .err()
        .println(
            "its rollout may go on for %d s: until then nobody else is let in"
                .formatted(Lease.TRUST.toSeconds()));
    switch (lock.take(me)) {
      case Lock.Attempt.Taken(var token) -> {
        time.sleep(Lease.TRUST);
        lock.remove(token);
      }
      case Lock.Attempt.Refused _ -> {}
    }
  }
}
