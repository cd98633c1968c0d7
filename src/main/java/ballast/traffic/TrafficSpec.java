package ballast.traffic;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What traffic to send, and where to.
///
/// @param target `http://HOST[:PORT]`; its name is resolved once, at the start
/// @param host the Host header of every request
/// @param paths where the application answers what
/// @param flows what to send, at least one
/// @param timeout how long an answer may take beyond what the request itself asks for: for a slow
///   GET beyond its delay, for an upload beyond its duration, for events between one and the next
/// @param maxInFlight requests unanswered at one time; one more is not sent and counts as lost by
///   [LossKind#OVERRUN]
public record TrafficSpec(
    URI target, String host, Paths paths, List<Flow> flows, Duration timeout, int maxInFlight) {
  /// Unless said: long enough for a loaded server, short enough to see a lost answer within one
  /// rollout.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  /// Unless said: requests unanswered at one time.
  public static final int DEFAULT_MAX_IN_FLIGHT = 4_096;

  /// The longest timeout that can be asked for.
  public static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

  /// The highest limit of requests in flight that can be asked for: each holds a socket and a
  /// buffer.
  public static final int MAX_MAX_IN_FLIGHT = 100_000;

  /// @throws IllegalArgumentException when the target is no plain `http` address, or a number is
  ///   out of its bounds
  public TrafficSpec {
    flows = List.copyOf(flows);
    if (!"http".equals(target.getScheme()) || target.getHost() == null) {
      throw new IllegalArgumentException(
          "traffic goes to http://HOST[:PORT], not to '" + target + "'");
    }
    if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException("not a Host header: '" + host + "'");
    }
    if (flows.isEmpty()) {
      throw new IllegalArgumentException("no flows: there is nothing to send");
    }
    if (timeout.toMillis() < 1 || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "the timeout must be 1 to %,d ms, not %d"
              .formatted(MAX_TIMEOUT.toMillis(), timeout.toMillis()));
    }
    if (maxInFlight < 1 || maxInFlight > MAX_MAX_IN_FLIGHT) {
      throw new IllegalArgumentException(
          "requests in flight must be 1 to %,d at most, not %d"
              .formatted(MAX_MAX_IN_FLIGHT, maxInFlight));
    }
  }

  /// Traffic to `target` with the default paths and limits, and the target's own authority as Host.
  ///
  /// @throws IllegalArgumentException as the constructor
  public static TrafficSpec of(URI target, List<Flow> flows) {
    String authority = String.valueOf(target.getRawAuthority()).toLowerCase(Locale.ROOT);
    return new TrafficSpec(
        target, authority, Paths.DEFAULT, flows, DEFAULT_TIMEOUT, DEFAULT_MAX_IN_FLIGHT);
  }

  /// The same traffic under another Host header.
  public TrafficSpec withHost(String other) {
    return new TrafficSpec(target, other, paths, flows, timeout, maxInFlight);
  }

  /// The same traffic to other paths.
  public TrafficSpec withPaths(Paths other) {
    return new TrafficSpec(target, host, other, flows, timeout, maxInFlight);
  }

  /// The same traffic with another patience.
  public TrafficSpec withTimeout(Duration other) {
    return new TrafficSpec(target, host, paths, flows, other, maxInFlight);
  }

  /// The same traffic with another limit of requests in flight.
  public TrafficSpec withMaxInFlight(int other) {
    return new TrafficSpec(target, host, paths, flows, timeout, other);
  }

  int port() {
    return target.getPort() < 0 ? 80 : target.getPort();
  }
}
