package ballast.rollout;

import ballast.event.Event;
import ballast.model.Order;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whether a rollout may begin another lane: what a person says, what has failed, and whether the
/// lock is held.
///
/// ```
///            no more failed than tolerated
///            .------.
///            v      |
///          begins --+-- more: roll-back --> ends, everything is to go back
///          ^   ^    |         continue  --> begins
///          |   |    |         pause ----.
///          |   '-- resume -- paused <---+-- a person's pause
///          |                   |
///          '- what failed is   '-- abort, or MOST_PAUSED --> ends
///             tried again
/// ```
final class Pace {
  /// How long a pause may last before the rollout ends as if it had been aborted.
  static final Duration MOST_PAUSED = Duration.ofHours(12);

  /// What makes it stop beginning lanes.
  enum Heeds {
    /// A person, and the policy when something fails.
    ALL,
    /// A person; what fails does not keep the others from it.
    A_PERSON,
    /// Nothing: what can be brought back is brought back.
    NOTHING
  }

  private final Gear gear;
  private final Signal signal;
  private final Heeds heeds;
  private final Policy.Failing failing;
  private final Failures failures;
  private final Time time;
  private Optional<Instant> pausedSince = Optional.empty();
  private Instant movedOn;
  private boolean stopTold;

  Pace(Gear gear, Signal signal, Heeds heeds, Policy.Failing failing, Failures failures) {
    this.gear = gear;
    this.signal = signal;
    this.heeds = heeds;
    this.failing = failing;
    this.failures = failures;
    this.time = gear.time();
    this.movedOn = time.now();
  }

  /// Whether slots that still serve what they served may be begun.
  boolean begins() {
    return held()
        && switch (heeds) {
          case ALL -> signal.state() == Signal.State.GO && !mustGoBack();
          case A_PERSON -> signal.state() == Signal.State.GO;
          case NOTHING -> true;
        };
  }

  /// Whether slots that failed may be brought back one by one, paused or not.
  boolean mends() {
    return held() && heeds != Heeds.NOTHING && !mustGoBack();
  }

  /// Whether everything that was touched is to go back.
  boolean mustGoBack() {
    return reacts(Policy.Reaction.ROLL_BACK);
  }

  boolean paused() {
    return held() && pausedSince.isPresent();
  }

  private boolean held() {
    return gear.lease().lost().isEmpty();
  }

  private boolean reacts(Policy.Reaction reaction) {
    return heeds == Heeds.ALL && failures.tooMuch() && failing.then() == reaction;
  }

  /// A slot has become healthy.
  void movesOn() {
    movedOn = time.now();
  }

  /// Looks whether it is time to pause, to go on, or to give up waiting.
  void heed() {
    if (heeds == Heeds.NOTHING) {
      return;
    }
    if (signal.stopped() && !stopTold) {
      stopTold = true;
      gear.story().tell(new Event.StopAsked());
    }
    failWhenStalled();
    if (mustGoBack()) {
      // What is out is brought back now, not when the pause ends.
      pausedSince = Optional.empty();
      return;
    }
    if (reacts(Policy.Reaction.PAUSE) && pausedSince.isEmpty()) {
      signal.obey(Order.PAUSE);
    }
    if (signal.paused()) {
      pause();
    } else if (pausedSince.isPresent()) {
      switch (signal.state()) {
        case GO -> goOn();
        case PAUSED, STOPPED -> pausedSince = Optional.empty();
      }
    }
  }

  private void pause() {
    Instant since = pausedSince.orElse(time.now());
    if (pausedSince.isEmpty()) {
      pausedSince = Optional.of(since);
      gear.story().tell(new Event.Paused(whyPaused()));
    } else if (time.now().isAfter(since.plus(MOST_PAUSED))) {
      signal.stop();
    }
  }

  private void goOn() {
    pausedSince = Optional.empty();
    movedOn = time.now();
    failures.forgive();
    gear.story().tell(new Event.Resumed());
  }

  private String whyPaused() {
    return failures.tooMuch() ? failures.sum() : "";
  }

  private void failWhenStalled() {
    if (heeds == Heeds.ALL
        && pausedSince.isEmpty()
        && !failures.tooMuch()
        && time.now().isAfter(movedOn.plus(failing.stall()))) {
      failures.stalled(
          new Problem(
              "the rollout does not get on",
              "no slot has become healthy for %d s".formatted(failing.stall().toSeconds()),
              "ballast status shows what is out and why; `rollout: stall` in ballast.yml is how long that may be"));
    }
  }
}
