package ballast.command;

import ballast.cli.Command;
import ballast.cli.Command.Word;
import ballast.cli.Exit;
import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.model.Order;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Lock;
import ballast.port.Time;
import ballast.rollout.Reporting;
import ballast.view.OrderJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Leaves a word for the rollout that runs, wherever it was started, and waits until it has heard.
final class Tell {
  /// How long the holder may take to show that it has heard: some of its beats.
  static final Duration PATIENCE = Duration.ofSeconds(15);

  /// The beat that is seen first may have been on its way when the word was left.
  private static final int BEATS = 2;

  private static final Duration LOOK = Duration.ofMillis(500);

  private final Terminal terminal;
  private final Crew crew;
  private final Time time;

  Tell(Terminal terminal, Crew crew, Time time) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
  }

  Exit run(Command.Tell wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    try (AnchorOnly anchor = AnchorOnly.of(project, crew, time)) {
      return tell(wanted, anchor.lock());
    }
  }

  Exit tell(Command.Tell wanted, Lock lock) throws Failure, InterruptedException {
    Heard heard = heard(order(wanted.word()), lock);
    if (terminal.output(wanted.common().output()) == Command.Output.JSON) {
      terminal.out().println(json(wanted.word(), heard));
    } else {
      terminal.out().println(words(wanted.word(), heard));
    }
    return exit(wanted.word(), heard);
  }

  private sealed interface Heard {
    record NobodyRuns(Optional<LockView> byHand) implements Heard {}

    record Obeyed(LockView holder) implements Heard {}

    /// It has heard, and goes on all the same.
    record GoesOn(LockView holder, String why) implements Heard {}

    /// It ended before it was seen to hear.
    record Over() implements Heard {}

    record Silent(LockView holder) implements Heard {}
  }

  private Heard heard(Order order, Lock lock) throws Failure, InterruptedException {
    Optional<LockView> held = AnchorOnly.look(lock);
    if (held.isEmpty() || held.get().holder().kind() == LockHolder.Kind.BY_HAND) {
      return new Heard.NobodyRuns(held);
    }
    LockView holder = held.get();
    leave(lock, holder.token(), order);
    var pulse = new Pulse(lock, time, Holders::hasEnded, holder);
    Instant deadline = time.now().plus(PATIENCE);
    while (time.now().isBefore(deadline)) {
      switch (pulse.look()) {
        case Pulse.Sign.Alive(var now) -> {
          holder = now;
          if (pulse.beats() >= BEATS) {
            return obeyed(order, now);
          }
        }
        case Pulse.Sign.Dead(var last) -> {
          return new Heard.Silent(last);
        }
        case Pulse.Sign.Gone() -> {
          return new Heard.Over();
        }
        case Pulse.Sign.Untold _ -> {}
      }
      time.sleep(LOOK);
    }
    return new Heard.Silent(holder);
  }

  private static Heard obeyed(Order order, LockView holder) {
    return switch (order) {
      case RESUME -> new Heard.Obeyed(holder);
      case PAUSE, ABORT -> {
        if (holder.holder().purpose().equals(Locking.SETUP)) {
          yield new Heard.GoesOn(holder, "a set-up is done to its end");
        }
        yield holder.report().startsWith(Reporting.BACK)
            ? new Heard.GoesOn(holder, "what failed goes back to its end, and then it ends")
            : new Heard.Obeyed(holder);
      }
    };
  }

  /// One that is gone by now is noticed by the look that follows.
  private static void leave(Lock lock, String token, Order order)
      throws Failure, InterruptedException {
    try {
      lock.leave(token, order);
    } catch (CallFailed failed) {
      throw new Failure(
          Exit.UNREACHABLE,
          failed.problem() + "\n  it may have been heard all the same; said again it does no harm");
    }
  }

  private static Order order(Word word) {
    return switch (word) {
      case PAUSE -> Order.PAUSE;
      case RESUME -> Order.RESUME;
      case ABORT -> Order.ABORT;
    };
  }

  private static Exit exit(Word word, Heard heard) {
    return switch (heard) {
      case Heard.Obeyed _ -> Exit.DONE;
      case Heard.GoesOn _, Heard.Silent _ -> Exit.LOCKED;
      case Heard.NobodyRuns _, Heard.Over _ ->
          switch (word) {
            case PAUSE -> Exit.USAGE;
            case RESUME, ABORT -> Exit.DONE;
          };
    };
  }

  private String words(Word word, Heard heard) {
    return switch (heard) {
      case Heard.Obeyed(var holder) ->
          "%s: %s%n  next: %s"
              .formatted(done(word), Holders.describe(holder, time.wall()), next(word));
      case Heard.GoesOn(var holder, var why) ->
          "not %s: %s; %s%n  next: ballast watch shows how it ends"
              .formatted(
                  word == Word.PAUSE ? "paused" : "ended",
                  why,
                  Holders.describe(holder, time.wall()));
      case Heard.Over() -> "the rollout has ended meanwhile\n  next: ballast status";
      case Heard.Silent(var holder) ->
          "%s%n  it gave no sign that it heard within %d s: its process or its machine died, or cannot reach the lock%n  next: %s"
              .formatted(
                  Holders.describe(holder, time.wall()), PATIENCE.toSeconds(), Watch.TAKE_OVER);
      case Heard.NobodyRuns(var byHand) ->
          "no rollout runs: nothing to %s%s%s"
              .formatted(
                  word.name().toLowerCase(Locale.ROOT),
                  byHand.map(held -> "; " + Holders.describe(held, time.wall())).orElse(""),
                  word == Word.PAUSE ? "\n  next: ballast lock keeps rollouts from starting" : "");
    };
  }

  private static String done(Word word) {
    return switch (word) {
      case PAUSE -> "paused, slots in hand are finished and no other is begun";
      case RESUME -> "goes on";
      case ABORT -> "ends, slots in hand are finished and no other is begun";
    };
  }

  private static String next(Word word) {
    return switch (word) {
      case PAUSE -> "ballast resume goes on, ballast abort ends it";
      case RESUME -> "ballast watch";
      case ABORT -> "ballast watch shows how it ends";
    };
  }

  private static String json(Word word, Heard heard) {
    String order = word.name().toLowerCase(Locale.ROOT);
    return switch (heard) {
      case Heard.NobodyRuns _ -> OrderJson.of(order, "nobody_runs", Optional.empty());
      case Heard.Over() -> OrderJson.of(order, "ended", Optional.empty());
      case Heard.Obeyed(var holder) -> OrderJson.of(order, "heard", Optional.of(holder));
      case Heard.GoesOn(var holder, _) -> OrderJson.of(order, "goes_on", Optional.of(holder));
      case Heard.Silent(var holder) -> OrderJson.of(order, "silent", Optional.of(holder));
    };
  }
}
