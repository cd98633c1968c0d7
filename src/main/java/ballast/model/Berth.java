package ballast.model;

import java.time.Instant;
import java.util.List;
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
  /// pxapp-1.8b1e0f22aa90.last     LAST       told to stop, or stopped; goes back there if the new one fails
  /// pxapp-1.8b1e0f22aa90.leaving  LEAVING    has the slot, which is to be empty: a spare stands in for it
  /// pxapp-1.8b1e0f22aa90.kept     KEPT       the way back, once its successor serves
  ///
  ///   PREPARED --> NEXT --> HOLDER -------------> LAST --> KEPT --> NEXT (going back)
  ///       ^         |        |  '---> LEAVING ---'
  ///       '---------'--------' started, and never served
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

  /// The container that has a slot, of all that belong to it. Where nothing was there to take it
  /// from, a started one keeps the place `NEXT` until it serves. One that was stopped and runs
  /// again has it back where nothing else came: an engine that lost its power forgets that it was
  /// to stop, and a person may start it.
  ///
  /// @param berths newest first
  public static Optional<Berth> holderAmong(List<Berth> berths) {
    // A loop, since a plan for many hosts asks this of every slot, many times.
    Optional<Berth> leaving = Optional.empty();
    Optional<Berth> next = Optional.empty();
    Optional<Berth> back = Optional.empty();
    for (Berth berth : berths) {
      switch (berth.place()) {
        case HOLDER -> {
          return Optional.of(berth);
        }
        case LEAVING -> leaving = leaving.or(() -> Optional.of(berth));
        case NEXT -> next = next.or(() -> berth.ifAlive());
        case LAST -> back = back.or(() -> berth.ifAlive());
        case PREPARED, KEPT -> {}
      }
    }
    Optional<Berth> coming = next.isPresent() ? next : back;
    return leaving.isPresent() ? leaving : coming;
  }

  /// The same in another place.
  public Berth at(Place other) {
    return new Berth(id, release, version, other, state, address, created);
  }

  /// Whether it may be brought to serve as it is: what an earlier run of it has left on its disk is
  /// unknown, unless it is the one that the slot has or had last. One that still runs cannot be
  /// made anew yet.
  public boolean standsReady() {
    return switch (place) {
      case HOLDER, NEXT, LAST, LEAVING -> true;
      case PREPARED -> state == State.CREATED || state.alive();
      case KEPT -> false;
    };
  }

  private Optional<Berth> ifAlive() {
    return Optional.of(this).filter(berth -> berth.state().alive());
  }
}
