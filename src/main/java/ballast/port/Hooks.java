package ballast.port;

import ballast.model.HookPoint;
import ballast.model.Problem;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The commands that a person wants run around a rollout, its batches, hosts and slots.
public interface Hooks {
  /// There are none.
  Hooks NONE =
      new Hooks() {
        @Override
        public boolean has(HookPoint point) {
          return false;
        }

        @Override
        public Ending run(HookCall call, BooleanSupplier givenUp) {
          return new Ending.Well("");
        }
      };

  /// Whether anything is to be run there.
  boolean has(HookPoint point);

  /// Runs it to its end, which comes by its deadline at the latest. Whatever goes wrong is in the
  /// result.
  ///
  /// @param givenUp asked every now and then: once it says so, the hook is ended
  Ending run(HookCall call, BooleanSupplier givenUp) throws InterruptedException;

  /// How a hook ended.
  sealed interface Ending {
    /// The last of what it wrote.
    String output();

    /// Why it failed, if it did.
    default Optional<Problem> failure() {
      return switch (this) {
        case Well _, BrokenOff _ -> Optional.empty();
        case Failed(var problem, _) -> Optional.of(problem);
        case Overdue(var problem, _) -> Optional.of(problem);
      };
    }

    record Well(String output) implements Ending {}

    record Failed(Problem problem, String output) implements Ending {}

    /// Its deadline passed, and it was ended.
    record Overdue(Problem problem, String output) implements Ending {}

    /// It was given up, or ended by Ctrl-C: it said neither yes nor no.
    record BrokenOff(String output) implements Ending {}
  }
}
