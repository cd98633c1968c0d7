package ballast.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What was seen from outside while a method replaced every container of the fleet.
///
/// @param took the whole command, from its start to its end
/// @param moved from the first drain to the last slot ready, where a receipt tells
/// @param sent requests sent meanwhile
/// @param lost when the client found requests lost, and how many then
/// @param capacity slots that got requests, ten times a second, from the method's start on
/// @param slots of the fleet
/// @param extra containers that ran at the peak beyond one a slot
/// @param busy part of the machine's cores that was busy meanwhile, with whatever else ran on it
record Course(
    Duration took,
    Optional<Duration> moved,
    long sent,
    List<Losses> lost,
    List<Point> capacity,
    int slots,
    int extra,
    double busy) {
  /// @param at since the method's start
  record Point(Duration at, int serving) {}

  /// @param at since the method's start; negative is before it
  record Losses(Duration at, long count) {}

  Course {
    lost = List.copyOf(lost);
    capacity = List.copyOf(capacity);
  }

  /// The fewest slots that got requests at once.
  int least() {
    return capacity.stream().mapToInt(Point::serving).min().orElse(slots);
  }

  long lostTotal() {
    return lost.stream().mapToLong(Losses::count).sum();
  }
}
