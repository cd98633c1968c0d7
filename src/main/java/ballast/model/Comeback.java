package ballast.model;

import java.util.Optional;

/// Whether a container is there again when its engine has started anew, or its host.
public enum Comeback {
  /// As its service's `restart` says.
  AS_CONFIGURED,
  NEVER;

  /// What the engine is to be told of a container before it gets another place. One that gave its
  /// slot away, or was started and never got it, must not come back by itself: it would take the
  /// slot's address or name from the one that serves. What is created comes back as configured once
  /// it was started, so of what is only prepared nothing need be told.
  ///
  /// @param berth as it was seen before; its name may be behind what its engine was told, since
  ///   whoever told it died, or was refused the new name
  /// @return empty where it is right as it is
  public static Optional<Comeback> told(Berth berth, Berth.Place to) {
    boolean ran = berth.state() != Berth.State.CREATED;
    return switch (to) {
      case HOLDER ->
          ran || wasPutAside(berth.place()) ? Optional.of(AS_CONFIGURED) : Optional.empty();
      case LAST -> Optional.of(NEVER);
      case KEPT -> berth.place() == Berth.Place.KEPT ? Optional.empty() : Optional.of(NEVER);
      case PREPARED -> ran ? Optional.of(NEVER) : Optional.empty();
      case NEXT, LEAVING -> Optional.empty();
    };
  }

  /// Whether it was told not to come back, though it may never have run.
  private static boolean wasPutAside(Berth.Place place) {
    return switch (place) {
      case LAST, KEPT -> true;
      case HOLDER, PREPARED, NEXT, LEAVING -> false;
    };
  }
}
