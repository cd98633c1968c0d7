package ballast.port;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/// Runs things at once. One that fails never interrupts another.
public interface Crew {
  /// Runs all tasks at once and returns their results in order, when every one is done.
  ///
  /// A task must not throw: what can fail returns its failure.
  <T> List<T> all(List<? extends Callable<T>> tasks) throws InterruptedException;

  /// A place to start tasks and to take their results as they end.
  <T> Bench<T> bench();

  interface Bench<T> {
    void start(Callable<T> task);

    /// Waits until one has ended.
    ///
    /// @return all that have since the last call, in the order in which they did; never empty
    List<T> ended() throws InterruptedException;

    /// Waits until one has ended, but no longer than that.
    ///
    /// @param atMost zero or less where only what has ended already is wanted
    /// @return as above; empty where none has ended by then
    List<T> ended(Duration atMost) throws InterruptedException;
  }
}
