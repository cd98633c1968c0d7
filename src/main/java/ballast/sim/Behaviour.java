package ballast.sim;

import java.time.Duration;

/// What a container does once it is started.
public sealed interface Behaviour {
  /// Answers its health check after a while, and serves.
  record ReadyAfter(Duration delay) implements Behaviour {}

  /// Ends soon after each start, and its engine starts it again and again.
  record CrashesAtStart() implements Behaviour {}

  /// Runs, and its health check says no for ever.
  record NeverHealthy() implements Behaviour {}

  /// Answers after a while, serves, and does not listen to what asks it to stop.
  record Deaf(Duration delay) implements Behaviour {}

  /// Serves, and ends that long after its start.
  record ExitsAfter(Duration life) implements Behaviour {}
}
