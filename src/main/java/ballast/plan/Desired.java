package ballast.plan;

import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.ReleaseId;
import ballast.model.Service;
import ballast.model.Slot;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the fleet should be.
///
/// @param scope which hosts may be touched for it; the others count for the budget all the same
/// @param takenBack slots that are brought back though someone else took them out, since a person
///   has asked for them; all others that someone else took out stay so, and count as out
public record Desired(
    Service service, Target target, Policy policy, Scope scope, Set<Slot> takenBack) {
  public Desired {
    takenBack = Set.copyOf(takenBack);
  }

  /// What others took out stays out.
  public Desired(Service service, Target target, Policy policy, Scope scope) {
    this(service, target, policy, scope, Set.of());
  }

  /// All hosts.
  public Desired(Service service, Target target, Policy policy) {
    this(service, target, policy, new Scope.All());
  }

  /// How many slots may be touched: the whole that `tolerate` is a part of.
  public int slots(Observed observed) {
    return scope.of(observed).hosts().size() * service.slots();
  }

  /// The same, but these are no longer taken back: they have been, once.
  public Desired respecting(Set<Slot> slots) {
    var fewer = new HashSet<>(takenBack);
    fewer.removeAll(slots);
    return new Desired(service, target, policy, scope, fewer);
  }

  /// Which release each slot should serve.
  public sealed interface Target {
    /// One release everywhere in the scope.
    record Everywhere(ReleaseId release, String version) implements Target {}

    /// Each slot what it served before; a slot that is not named is left alone.
    ///
    /// @param spares slots that served nothing before, and are to be spares again
    record Back(Map<Slot, ReleaseId> releases, Set<Slot> spares) implements Target {
      public Back {
        releases = Map.copyOf(releases);
        spares = Set.copyOf(spares);
      }

      /// No slot is to be emptied.
      public Back(Map<Slot, ReleaseId> releases) {
        this(releases, Set.of());
      }
    }

    /// What it names for that slot, in the scope or not.
    default Optional<ReleaseId> releaseOf(Slot slot) {
      return switch (this) {
        case Everywhere(var release, _) -> Optional.of(release);
        case Back(var releases, _) -> Optional.ofNullable(releases.get(slot));
      };
    }
  }

  /// The release that this slot should serve, if it should be touched at all.
  public Optional<ReleaseId> releaseOf(Slot slot) {
    return scope.includes(slot.host()) ? target.releaseOf(slot) : Optional.empty();
  }
}
