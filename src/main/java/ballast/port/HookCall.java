package ballast.port;

import ballast.model.HookPoint;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.model.Slot;
import java.util.List;
import java.util.Optional;

/// What a hook is told.
///
/// @param rollout its name, as in `ballast history`
/// @param release what a person calls what is to serve there
/// @param from what served there when the rollout began; several with a blank between; empty where
///   nothing did
/// @param end how it went; empty before it has begun
public record HookCall(
    HookPoint point,
    String service,
    String rollout,
    String release,
    String from,
    Course course,
    Part part,
    Optional<End> end) {
  /// Where the rollout is heading then.
  public enum Course {
    /// To the release that was asked for.
    FORTH,
    /// To what was there before.
    BACK
  }

  /// How it went.
  ///
  /// @param outcome of a rollout as in its receipt, in lower case; of its parts `done` or `failed`
  public record End(String outcome, Optional<Problem> problem) {}

  /// What a hook is about.
  public sealed interface Part {
    record Whole(List<Host> hosts) implements Part {
      public Whole {
        hosts = List.copyOf(hosts);
      }
    }

    /// @param number from 1 to `of`
    record OfBatch(int number, int of, List<Host> hosts) implements Part {
      public OfBatch {
        hosts = List.copyOf(hosts);
      }
    }

    record OfHost(Host host) implements Part {}

    record OfSlot(Slot slot) implements Part {}

    /// In a few letters: nothing for the whole rollout.
    default String about() {
      return switch (this) {
        case Whole _ -> "";
        case OfBatch(int number, _, _) -> "batch " + number;
        case OfHost(var host) -> host.name();
        case OfSlot(var slot) -> slot.toString();
      };
    }
  }
}
