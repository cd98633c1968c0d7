package ballast.command;

import ballast.cli.Exit;
import ballast.model.BalancerChoice;
import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.model.Service;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Lock;
import ballast.port.Time;
import ballast.reach.Anchor;
import ballast.rollout.Lease;
import ballast.rollout.Signal;
import ballast.rollout.Taking;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// Takes a service's lock for one command, or says who has it.
final class Locking {
  /// What a set-up takes it for: it heeds no pause.
  static final String SETUP = "setup";

  private final Terminal terminal;
  private final Crew crew;
  private final Time time;
  private final Signal signal;

  Locking(Terminal terminal, Crew crew, Time time, Signal signal) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
    this.signal = signal;
  }

  /// @param purpose what it is taken for
  /// @param wait how long a living holder is waited for
  /// @throws Failure when someone else has it, or the anchor cannot be asked
  Lease take(Opening opening, String purpose, Duration wait) throws Failure, InterruptedException {
    return take(opening, _ -> purpose, wait);
  }

  /// The same for a rollout of that service, whose id tells when the lock was taken.
  Lease take(Opening opening, Service service, Duration wait) throws Failure, InterruptedException {
    return take(opening, taken -> RolloutId.at(taken, service.name()), wait);
  }

  private Lease take(Opening opening, Function<Instant, String> purpose, Duration wait)
      throws Failure, InterruptedException {
    Anchor anchor = opening.fleet().anchor();
    try {
      new Anchoring(terminal, crew, signal).confirm(anchor, opening.typedAnchor());
      return take(anchor.lock(), purpose, wait, held -> refused(held, wait));
    } catch (CallFailed failed) {
      throw Anchoring.unusable(anchor.host(), failed.problem());
    }
  }

  /// The lock of a balancer that several services share; for one who has the service's own.
  ///
  /// @param wait how long a living holder is waited for
  /// @throws Failure when the set-up of another service has it, or the anchor cannot be asked
  Lease takeBalancer(Opening opening, BalancerChoice.Managed shared, Duration wait)
      throws Failure, InterruptedException {
    try {
      return take(
          opening.fleet().balancerLock(shared), _ -> SETUP, wait, this::refusedByAnotherService);
    } catch (CallFailed failed) {
      throw Anchoring.unusable(opening.fleet().anchor().host(), failed.problem());
    }
  }

  private Lease take(
      Lock lock,
      Function<Instant, String> purpose,
      Duration wait,
      Function<LockView, Failure> refusal)
      throws CallFailed, Failure, InterruptedException {
    var wish = new Taking.Wish(Holders.me(), purpose, Holders.process(), wait);
    var told = new AtomicReference<>("");
    return switch (new Taking(lock, crew, time, signal, Holders::hasEnded)
        .take(wish, held -> tell(held, told))) {
      case Taking.End.Taken(var lease, var from) -> {
        from.ifPresent(this::tellTakenOver);
        yield lease;
      }
      case Taking.End.Refused(var held) -> throw refusal.apply(held);
      case Taking.End.Stopped() ->
          throw new Failure(
              Exit.STOPPED, "stopped while waiting for the lock; nothing was touched");
    };
  }

  /// For an answer that is given without a change: a machine that slept since it looked may have
  /// lost the lock to a rollout that makes something else of the fleet.
  ///
  /// @throws Failure when it is no longer held
  static void mustHold(Lease lease) throws Failure, InterruptedException {
    try {
      lease.mustHold();
    } catch (CallFailed lost) {
      throw new Failure(Exit.LOCKED, lost.problem().toString());
    }
  }

  private Failure refusedByAnotherService(LockView held) {
    return new Failure(
        Exit.LOCKED,
        "another service that shares this balancer is being set up: %s; nothing was touched%n  next: ballast setup --wait 10m waits for it"
            .formatted(Holders.describe(held, time.wall())));
  }

  private void tell(LockView held, AtomicReference<String> told) {
    String text = "waiting for the lock: " + Holders.describe(held, time.wall());
    if (!text.equals(told.getAndSet(text))) {
      terminal.err().println(text);
    }
  }

  private void tellTakenOver(LockHolder from) {
    terminal
        .err()
        .println(
            "took the lock over from %s (%s), which gives no sign of life: what it left half done is finished now"
                .formatted(from.who(), from.purpose()));
  }

  private Failure refused(LockView held, Duration wait) {
    return new Failure(
        Exit.LOCKED,
        "%s; nothing was touched%n  next: %s"
            .formatted(
                Holders.describe(held, time.wall()),
                switch (held.holder().kind()) {
                  case BY_HAND -> "ballast unlock, once its reason is gone";
                  case COMMAND ->
                      wait.isZero()
                          ? "ballast watch shows it, --wait 10m waits for it, ballast abort ends it"
                          : "ballast watch shows it, ballast abort ends it";
                }));
  }
}
