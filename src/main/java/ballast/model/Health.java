package ballast.model;

import java.time.Duration;
import java.util.Optional;

/// The service's own health check.
///
/// @param method `GET` or `HEAD`
/// @param host the `Host` header to send, where the application wants one
/// @param lowest the lowest status that is healthy
/// @param highest the highest status that is healthy
/// @param healthyFor how long it must stay healthy before it gets traffic
/// @param deadline from the container's start to its first healthy answer
public record Health(
    String method,
    String path,
    Optional<String> host,
    int lowest,
    int highest,
    Duration healthyFor,
    Duration deadline) {
  public Health {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a health path starts with '/', not '" + path + "'");
    }
    if (lowest < 100 || highest > 599 || lowest > highest) {
      throw new IllegalArgumentException(
          "%d-%d is no range of HTTP status codes".formatted(lowest, highest));
    }
  }

  /// Whether an answer with this status is a healthy one.
  public boolean accepts(int status) {
    return lowest <= status && status <= highest;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
