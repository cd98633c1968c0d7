package ballast.edge;

import java.time.Duration;

/// How long things may take when Google is asked.
///
/// @param call one request, from its first byte to the last of its answer
/// @param patience all that one wish takes until Google has it: waiting for quota, reading again
///   what could not be read, and waiting for an operation that is in the way
/// @param poll between two looks at an operation
/// @param firstPause before a request that may be sent again is; the next ones are longer
record GoogleLimits(Duration call, Duration patience, Duration poll, Duration firstPause) {
  static GoogleLimits defaults() {
    return new GoogleLimits(
        Duration.ofSeconds(20),
        Duration.ofSeconds(90),
        Duration.ofSeconds(1),
        Duration.ofMillis(500));
  }
}
