package ballast.model;

import java.util.Optional;

/// How slots get from their old containers to their new ones: data over one mechanism.
///
/// ```
///              spares of a host     order              at once       requests in flight   its host
/// rolling      none                 stop, then start   one slot      drained              serves on
/// surge        1 and more           start, then stop   one slot      drained              serves on
/// blue-green   as many as slots     start, then stop   a host's      drained              serves on
/// host         none                 stop, then start   a host's      drained              leaves the edge
/// recreate     none                 stop, then start   a host's      cut                  serves on
/// ```
///
/// @param name as people write it
/// @param spares how many spare slots of a host are used; empty for none
public record Strategy(
    String name,
    Optional<Share> spares,
    Order order,
    AtOnce atOnce,
    InFlight inFlight,
    AtEdge edge) {
  public static final Strategy ROLLING =
      new Strategy(
          "rolling",
          Optional.empty(),
          Order.STOP_THEN_START,
          AtOnce.A_SLOT,
          InFlight.DRAINED,
          AtEdge.STAYS);
  public static final Strategy BLUE_GREEN =
      new Strategy(
          "blue-green",
          Optional.of(new Share.Percent(100)),
          Order.START_THEN_STOP,
          AtOnce.A_HOST,
          InFlight.DRAINED,
          AtEdge.STAYS);
  public static final Strategy HOST =
      new Strategy(
          "host",
          Optional.empty(),
          Order.STOP_THEN_START,
          AtOnce.A_HOST,
          InFlight.DRAINED,
          AtEdge.LEAVES);
  public static final Strategy RECREATE =
      new Strategy(
          "recreate",
          Optional.empty(),
          Order.STOP_THEN_START,
          AtOnce.A_HOST,
          InFlight.CUT,
          AtEdge.STAYS);

  public enum Order {
    /// A slot is out from the stop of its old container until the new one is proven.
    STOP_THEN_START,
    /// The new container is proven in a spare slot before an old one is drained: no capacity is
    /// lost.
    START_THEN_STOP
  }

  /// What changes hands together.
  public enum AtOnce {
    A_SLOT,
    A_HOST
  }

  /// What becomes of requests in flight.
  public enum InFlight {
    DRAINED,
    CUT
  }

  /// What a host does at the load balancer in front of it while its slots change hands.
  public enum AtEdge {
    STAYS,
    /// It gets no requests from the edge's leave to its join, so none of its slots need serve.
    LEAVES
  }

  /// That many spare slots of a host at a time, but no more than it has slots.
  public static Strategy surge(int spares) {
    return new Strategy(
        "surge",
        Optional.of(new Share.Count(spares)),
        Order.START_THEN_STOP,
        AtOnce.A_SLOT,
        InFlight.DRAINED,
        AtEdge.STAYS);
  }

  /// How many spare slots a host needs for it that has so many slots.
  public int sparesFor(int slots) {
    return spares.map(share -> share.of(slots)).orElse(0);
  }

  /// How many slots of a host that has so many are out together at least.
  public int leastOut(int slots) {
    return switch (edge) {
      case STAYS -> 1;
      case LEAVES -> slots;
    };
  }

  /// Whether slots may be out only as far as the budget goes.
  public boolean keepsBudget() {
    return switch (inFlight) {
      case DRAINED -> true;
      case CUT -> false;
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
