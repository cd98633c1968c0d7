package ballast.plan;

import ballast.model.Policy;
import ballast.model.ReleaseId;
import ballast.model.Service;
import ballast.model.Slot;
import java.util.Map;
import java.util.Optional;

/// What the fleet should be.
///
/// @param scope which hosts may be touched for it; the others count for the budget all the same
public record Desired(Service service, Target target, Policy policy, Scope scope) {
  /// All hosts.
  public Desired(Service service, Target target, Policy policy) {
    this(service, target, policy, new Scope.All());
  }

  /// Which release each slot should serve.
  public sealed interface Target {
    /// One release everywhere in the scope.
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
    if (!scope.includes(slot.host())) {
      return Optional.empty();
    }
    return switch (target) {
      case Target.Everywhere(var release, _) -> Optional.of(release);
      case Target.Back(var releases) -> Optional.ofNullable(releases.get(slot));
    };
  }
}
