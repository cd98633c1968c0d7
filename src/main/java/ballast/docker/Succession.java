package ballast.docker;

import java.util.Optional;

/// Where a host stands between one HAProxy and the next, read from its two containers and from what
/// is written down of its config.
///
/// ```
///         create beside          start, seen to serve
/// Settled ------------->  Undo  ---------------------->  HandOver(SERVING)
///  ^  ^                    |                                    | kept; the first told to end
///  |  '- successor removed-'        down: Revive                v
///  |                                  ^      '--- started --> HandOver(ENDING)
///  |                                  '-------------------------'    | the first has ended
///  '------- the first removed, its name taken -------- Inherit <-----'
/// ```
sealed interface Succession {
  /// There is no successor: there is one HAProxy, or none.
  record Settled() implements Succession {}

  /// There is a successor that nobody has seen serve, or that has ended.
  record Undo() implements Succession {}

  /// The successor has ended, and the first one was told to end already: nobody listens.
  record Revive() implements Succession {}

  /// Both run.
  ///
  /// @param first whether it was told to end already, so that there is no way back to it
  record HandOver(First first) implements Succession {}

  /// The successor alone runs, under the second name.
  record Inherit() implements Succession {}

  /// The container that has the name.
  enum First {
    ABSENT,
    STOPPED,
    SERVING,

    /// Runs, and the engine was told not to start it again: its successor served by then.
    ENDING;

    static First of(Optional<Inspected> container) {
      if (container.isEmpty()) {
        return ABSENT;
      }
      if (!runs(container.get())) {
        return STOPPED;
      }
      return container.get().restart().equals(BalancerBody.NEVER) ? ENDING : SERVING;
    }
  }

  /// The container that has the second name.
  enum Second {
    ABSENT,
    STOPPED,
    RUNNING;

    static Second of(Optional<Inspected> container) {
      return container.isEmpty() ? ABSENT : runs(container.get()) ? RUNNING : STOPPED;
    }
  }

  private static boolean runs(Inspected container) {
    return switch (container.state()) {
      case RUNNING, PAUSED -> true;
      // Between two starts nothing of it lives.
      case RESTARTING, CREATED, EXITED, DEAD -> false;
    };
  }

  /// Whether a change was seen to serve whatever served before it.
  enum Proof {
    SEEN,
    NOT_SEEN
  }

  static Succession of(First first, Second second, Proof proof) {
    return switch (second) {
      case ABSENT -> new Settled();
      case STOPPED ->
          switch (first) {
            case ABSENT, STOPPED, SERVING -> new Undo();
            case ENDING -> new Revive();
          };
      case RUNNING ->
          switch (first) {
            case ABSENT, STOPPED -> new Inherit();
            case ENDING -> new HandOver(first);
            case SERVING ->
                switch (proof) {
                  case SEEN -> new HandOver(first);
                  case NOT_SEEN -> new Undo();
                };
          };
    };
  }
}
