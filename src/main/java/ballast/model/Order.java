package ballast.model;

/// What a person may tell a rollout that runs, from any terminal.
public enum Order {
  /// Slots in hand are finished, no other is begun until told to.
  PAUSE,
  /// Go on after a pause.
  RESUME,
  /// Slots in hand are finished, then it ends.
  ABORT
}
