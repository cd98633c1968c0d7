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
import ballast.rollout.Signal;
import java.util.Optional;

/// Locks a service until a person unlocks it.
final class LockByHand {
  private static final int LONGEST_REASON = 500;

  private final Terminal terminal;
  private final Crew crew;
  private final Time time;
  private final Signal signal;

  LockByHand(Terminal terminal, Crew crew, Time time, Signal signal) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
    this.signal = signal;
  }

  Exit run(Command.Lock wanted) throws Failure, InterruptedException {
    String reason = wanted.reason().orElse("no reason given").strip();
    if (reason.length() > LONGEST_REASON) {
      throw new Failure(
          Exit.USAGE, "--reason: at most %d characters fit".formatted(LONGEST_REASON));
    }
    Project project = Project.load(wanted.common(), terminal);
    try (Opening opening = Opening.of(project, Status.NONE_NEEDED, crew, time)) {
      Anchor anchor = opening.fleet().anchor();
      try {
        new Anchoring(terminal, crew, signal).confirm(anchor, opening.typedAnchor());
        take(anchor.lock(), reason);
      } catch (CallFailed failed) {
        throw Anchoring.unusable(anchor.host(), failed.problem());
      }
      terminal
          .out()
          .println(
              "%s is locked on %s: no rollout begins until ballast unlock"
                  .formatted(project.config().service().name(), anchor.host()));
      return Exit.DONE;
    }
  }

  void take(Lock lock, String reason) throws Failure, CallFailed, InterruptedException {
    var me =
        new LockHolder(
            Holders.me(),
            LockHolder.Kind.BY_HAND,
            reason,
            time.wall(),
            lock.lastGeneration() + 1,
            Optional.empty());
    switch (attempt(lock, me)) {
      case Lock.Attempt.Taken _ -> {}
      case Lock.Attempt.Refused(var held) when held.holder().equals(me) -> {}
      case Lock.Attempt.Refused(var held) -> throw refused(held);
    }
  }

  /// Where the answer was lost, the lock itself tells whose it is.
  private static Lock.Attempt attempt(Lock lock, LockHolder me)
      throws CallFailed, InterruptedException {
    try {
      return lock.take(me);
    } catch (CallFailed failed) {
      return switch (failed.effect()) {
        case NONE -> throw failed;
        case UNKNOWN -> new Lock.Attempt.Refused(lock.look().orElseThrow(() -> failed));
      };
    }
  }

  private Failure refused(LockView held) {
    return new Failure(
        Exit.LOCKED,
        "%s; nothing was changed%n  next: ballast unlock takes it away"
            .formatted(Holders.describe(held, time.wall())));
  }
}
