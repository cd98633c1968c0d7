package ballast.rollout;

import ballast.model.Order;

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

  private State state = State.GO;

  public synchronized State state() {
    return state;
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
