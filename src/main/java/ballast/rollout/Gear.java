package ballast.rollout;

import ballast.event.Story;
import ballast.model.Release;
import ballast.model.Service;
import ballast.port.Fleet;
import ballast.port.Time;
import java.util.Optional;

/// What every lane of a rollout works with.
///
/// @param release what can be created anew; empty where only containers that are there already may
///   be used
record Gear(
    String rollout,
    Service service,
    Optional<Release> release,
    Fleet fleet,
    Time time,
    Story story,
    Ledger ledger,
    Floor floor) {}
