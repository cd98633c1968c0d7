package ballast.model;

import java.time.Instant;
import java.util.Optional;

/// One container that belongs to a slot: the one that serves, one made ready, or one kept to go
/// back to.
///
/// @param id the engine's id of the container
/// @param release what it runs; see [ReleaseId] for containers that Ballast did not create
/// @param version what a person calls that release
/// @param address its address while it runs
public record Berth(
    String id,
    ReleaseId release,
    String version,
    Place place,
    State state,
    Optional<String> address,
    Instant created) {
  /// Which part a container plays in its slot. Its name says so, and a name can be changed at any
  /// time, labels cannot: so whoever comes after a crash reads from `docker ps -a` how far a slot
  /// had come.
  ///
  /// ```
  /// pxapp-1                       HOLDER     has the slot
  /// pxapp-1.3f2a9c01d7e4          PREPARED   created before anything was touched
  /// pxapp-1.3f2a9c01d7e4.next     NEXT       its slot is being handed over to it
  /// pxapp-1.8b1e0f22aa90.last     LAST       its slot was taken from it; goes back there if the new one fails
  /// pxapp-1.8b1e0f22aa90.leaving  LEAVING    has the slot, which is to be empty: a spare stands in for it
  /// pxapp-1.8b1e0f22aa90.kept     KEPT       the way back, once its successor serves
  ///
  ///   PREPARED --> NEXT --> HOLDER -------------> LAST --> KEPT --> NEXT (going back)
  ///                            '---> LEAVING ---'
  /// ```
  public enum Place {
    HOLDER,
    PREPARED,
    NEXT,
    LAST,
    LEAVING,
    KEPT;

    /// Whether this place exists only while a slot is handed over.
    public boolean inHand() {
      return switch (this) {
        case NEXT, LAST, LEAVING -> true;
        case HOLDER, PREPARED, KEPT -> false;
      };
    }

    /// The container name for this place in a slot whose own container is called `slotName`.
    public String name(String slotName, ReleaseId release) {
      return switch (this) {
        case HOLDER -> slotName;
        case PREPARED -> slotName + "." + release;
        case NEXT -> slotName + "." + release + ".next";
        case LAST -> slotName + "." + release + ".last";
        case LEAVING -> slotName + "." + release + ".leaving";
        case KEPT -> slotName + "." + release + ".kept";
      };
    }
  }

  /// What the engine says of a container.
  public enum State {
    CREATED,
    RUNNING,
    RESTARTING,
    PAUSED,
    EXITED,
    DEAD;

    /// Whether its process may be there, so that it must be stopped before another takes its place.
    public boolean alive() {
      return switch (this) {
        case RUNNING, RESTARTING, PAUSED -> true;
        case CREATED, EXITED, DEAD -> false;
      };
    }
  }
}
