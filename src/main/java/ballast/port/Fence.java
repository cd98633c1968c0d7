package ballast.port;

/// Lets nobody change anything who is not sure to hold the lock that it takes.
public interface Fence {
  /// Returns when the lock is held for sure.
  ///
  /// @throws CallFailed with effect `NONE` when it is not, or cannot be told
  void mustHold() throws CallFailed, InterruptedException;
}
