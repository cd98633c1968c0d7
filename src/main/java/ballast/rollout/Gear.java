package ballast.rollout;

import ballast.event.Story;
import ballast.model.Origin;
import ballast.model.Release;
import ballast.model.Secret;
import ballast.model.Service;
import ballast.port.Fleet;
import ballast.port.Time;
import java.util.List;
import java.util.Optional;

/// What every lane of a rollout works with.
///
/// @param release what can be created anew; empty where only containers that are there already may
///   be used
/// @param marks what it has left of them, over all its loops
record Gear(
    Lease lease,
    Origin origin,
    Service service,
    Optional<Release> release,
    Fleet fleet,
    Time time,
    Story story,
    Ledger ledger,
    LeftMarks marks) {
  /// What a container says without the secrets that it was given: what it logs goes far.
  String hidden(String words) {
    return Secret.hiddenIn(words, release.map(Release::secrets).orElse(List.of()));
  }

  Floor floor() {
    return new Floor(service);
  }
}
