package ballast.rollout;

import ballast.model.Order;
import ballast.model.Policy;
import ballast.model.Service;
import java.time.Duration;

/// What a person has told a rollout while it runs. Whatever it is, slots in hand are finished.
///
/// ```
///  GO <--pause/resume--> PAUSED
///   |                      |
///   '------- stop ---------'--> STOPPED, for good
/// ```
public final class Signal {
  /// What a rollout does next.
  public enum State {
    GO,
    /// It begins no other slot until it is told to go on.
    PAUSED,
    /// It begins no other slot, and ends.
    STOPPED
  }

  /// What else slots in hand may wait for: links, and hosts that do not answer.
  private static final Duration BESIDES = Duration.ofMinutes(15);

  private State state = State.GO;
  private Duration toFinish = BESIDES;

  public synchronized State state() {
    return state;
  }

  /// From now on slots may be in hand, by what they may wait for: one that fails goes back the same
  /// way that it came.
  ///
  /// @param around what else may take its time: hooks, and the edge
  public synchronized void slotsInHand(Service service, Policy policy, Duration around) {
    Duration oneWay =
        policy
            .drain()
            .deadline()
            .plus(service.container().stopGrace())
            .plus(service.health().deadline())
            .plus(service.health().healthyFor())
            .plus(policy.soak());
    toFinish = BESIDES.plus(oneWay.multipliedBy(2)).plus(around);
  }

  /// How long slots in hand may take at most once someone asks to stop.
  public synchronized Duration toFinish() {
    return toFinish;
  }

  /// @return whether this was the first time
  public synchronized boolean stop() {
    boolean first = state != State.STOPPED;
    state = State.STOPPED;
    return first;
  }

  public boolean stopped() {
    return state() == State.STOPPED;
  }

  public boolean paused() {
    return state() == State.PAUSED;
  }

  /// Does what it says; said again, it changes nothing.
  public synchronized void obey(Order order) {
    state =
        switch (state) {
          case STOPPED -> State.STOPPED;
          case GO, PAUSED ->
              switch (order) {
                case PAUSE -> State.PAUSED;
                case RESUME -> State.GO;
                case ABORT -> State.STOPPED;
              };
        };
  }
}
