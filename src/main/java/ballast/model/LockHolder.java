package ballast.model;

import java.time.Instant;
import java.util.Optional;

/// Who holds a service's lock, as the lock itself says.
///
/// @param who a person and a machine, `anna@laptop`
/// @param kind whether it is given up by itself
/// @param purpose the rollout's id, or the reason that a person gave
/// @param since when it was taken, by the holder's clock: for people only
/// @param generation grows with every taking; whoever holds an earlier one holds nothing
/// @param process the holder's process, where another run on the same machine could find it
public record LockHolder(
    String who,
    Kind kind,
    String purpose,
    Instant since,
    long generation,
    Optional<LocalProcess> process) {
  public enum Kind {
    /// A command that renews it while it runs. One that no longer does is dead.
    COMMAND,
    /// A person's, until a person gives it up.
    BY_HAND
  }

  /// A process that can be looked for on its own machine.
  ///
  /// @param machine where its number means something: one boot of one machine, one space of process
  ///   numbers
  /// @param started tells it from a later process of the same number
  public record LocalProcess(String machine, long number, String started) {}

  public LockHolder {
    if (generation < 1) {
      throw new IllegalArgumentException("generations are counted from 1, not " + generation);
    }
  }
}
