package ballast.model;

import java.time.Duration;
import java.util.Optional;

/// The service's own health check.
public sealed interface Health {
  /// How long a container must stay healthy before it gets traffic.
  Duration healthyFor();

  /// From the container's start to its first healthy answer.
  Duration deadline();

  /// A request that is answered as it should be.
  ///
  /// @param method `GET` or `HEAD`
  /// @param host the `Host` header to send, where the application wants one
  /// @param lowest the lowest status that is healthy
  /// @param highest the highest status that is healthy
  record Http(
      String method,
      String path,
      Optional<String> host,
      int lowest,
      int highest,
      Duration healthyFor,
      Duration deadline)
      implements Health {
    public Http {
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

  /// A few words over a connection of their own, in whatever protocol the application speaks.
  ///
  /// @param send what is said first; nothing where the application speaks first
  /// @param expect what a healthy answer has in it
  record Talk(Optional<String> send, String expect, Duration healthyFor, Duration deadline)
      implements Health {
    /// Of what is sent and of what is expected: more would not fit into one line of HAProxy's
    /// config.
    public static final int LONGEST = 256;

    public Talk {
      if (expect.isEmpty() || expect.length() > LONGEST) {
        throw new IllegalArgumentException(
            "a healthy answer has 1 to %d characters to tell it by, not %d"
                .formatted(LONGEST, expect.length()));
      }
      if (send.isPresent() && (send.get().isEmpty() || send.get().length() > LONGEST)) {
        throw new IllegalArgumentException(
            "a health check says 1 to %d characters, not %d"
                .formatted(LONGEST, send.get().length()));
      }
    }

    @Override
    public String toString() {
      return "\"%s\"".formatted(send.orElse("").strip());
    }
  }

  /// A connection that is accepted; proves less than the others, for what says nothing by itself.
  record OpenPort(Duration healthyFor, Duration deadline) implements Health {
    @Override
    public String toString() {
      return "its port";
    }
  }
}
