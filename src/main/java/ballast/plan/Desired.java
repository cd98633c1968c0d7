package ballast.plan;

import ballast.model.Policy;
import ballast.model.ReleaseId;
import ballast.model.Service;
import ballast.model.Slot;
import java.util.Map;
import java.util.Optional;

/// What the fleet should be.
public record Desired(Service service, Target target, Policy policy) {
  /// Which release each slot should serve.
  public sealed interface Target {
    /// One release everywhere.
    record Everywhere(ReleaseId release, String version) implements Target {}

    /// Each slot what it served before; a slot that is not named is left alone.
    record Back(Map<Slot, ReleaseId> releases) implements Target {
      public Back {
        releases = Map.copyOf(releases);
      }
    }
  }

  /// The release that this slot should serve, if it should be touched at all.
  public Optional<ReleaseId> releaseOf(Slot slot) {
    return switch (target) {
      case Target.Everywhere(var release, _) -> Optional.of(release);
      case Target.Back(var releases) -> Optional.ofNullable(releases.get(slot));
    };
  }
}
