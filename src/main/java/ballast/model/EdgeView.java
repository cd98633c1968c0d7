package ballast.model;

import java.util.OptionalInt;

/// What a load balancer in front of the hosts does with one of them.
public sealed interface EdgeView {
  /// It gets new requests.
  record Serving() implements EdgeView {}

  /// It gets nothing new, and what it was sent may still be in flight.
  ///
  /// @param inFlight connections that the edge counts; empty where it tells only that it is not
  ///   done
  record Leaving(OptionalInt inFlight) implements EdgeView {}

  /// It gets nothing new, and by the edge's own state nothing is in flight any more.
  record Left() implements EdgeView {}

  /// It was let in again, and the edge's own check has not found it well yet.
  ///
  /// @param why in the edge's own words
  record Joining(String why) implements EdgeView {}

  /// Someone else keeps it out. It gets nothing new, and it is not Ballast's to let in.
  ///
  /// @param why in the edge's own words
  record Withheld(String why) implements EdgeView {}
}
