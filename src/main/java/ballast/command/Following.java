package ballast.command;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt;
import ballast.journal.JournalTail;
import ballast.model.LockView;
import ballast.port.Time;
import ballast.rollout.Signal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Follows a rollout's journal as it grows, until the rollout or its holder ends.
final class Following {
  /// How often the journal is read.
  static final Duration POLL = Duration.ofMillis(250);

  /// How often its holder is looked at.
  static final Duration LOOK = Duration.ofSeconds(2);

  /// Looks whether who tells the story lives.
  interface Holder {
    Pulse.Sign look() throws InterruptedException;
  }

  /// How the following ended.
  sealed interface End {
    record Told(Receipt receipt) implements End {}

    /// A person asked to stop.
    record Left() implements End {}

    /// The lock was given up, and no end was told.
    record WithoutAWord() implements End {}

    record HolderDied(LockView holder) implements End {}

    /// The journal cannot be read any more.
    record Unreadable(String why) implements End {}
  }

  private final JournalTail journal;
  private final Holder holder;
  private final Time time;
  private final Signal signal;
  private final Consumer<Entry> audience;

  Following(
      JournalTail journal, Holder holder, Time time, Signal signal, Consumer<Entry> audience) {
    this.journal = journal;
    this.holder = holder;
    this.time = time;
    this.signal = signal;
    this.audience = audience;
  }

  End follow() throws InterruptedException {
    Instant looked = time.now();
    while (!signal.stopped()) {
      Optional<End> end = read();
      if (end.isPresent()) {
        return end.get();
      }
      if (Duration.between(looked, time.now()).compareTo(LOOK) >= 0) {
        looked = time.now();
        switch (holder.look()) {
          case Pulse.Sign.Alive _, Pulse.Sign.Untold _ -> {}
          case Pulse.Sign.Dead(var last) -> {
            return read().orElse(new End.HolderDied(last));
          }
          // The end is told before the lock is given up: one more look has it.
          case Pulse.Sign.Gone() -> {
            return read().orElse(new End.WithoutAWord());
          }
        }
      }
      time.sleep(POLL);
    }
    return new End.Left();
  }

  private Optional<End> read() {
    try {
      for (Entry entry : journal.more().entries()) {
        audience.accept(entry);
        if (entry.event() instanceof Event.RolloutEnded(var receipt)) {
          return Optional.of(new End.Told(receipt));
        }
      }
      return Optional.empty();
    } catch (IOException unreadable) {
      return Optional.of(new End.Unreadable(String.valueOf(unreadable.getMessage())));
    }
  }
}
