package ballast.traffic;

import java.time.Duration;

/// How long the clients of live tests wait. On a machine with more to do than it can an answer may
/// take 15 s, and a client that goes by itself is nothing that was lost.
public final class ClientPatience {
  /// For one answer.
  public static final Duration ANSWER = Duration.ofSeconds(60);

  /// For what is on its way when no more is sent: longer than any client waits.
  public static final Duration GRACE = Duration.ofSeconds(75);

  /// Requests without an answer at one time: 400 a second for 25 s, each with a socket.
  public static final int IN_FLIGHT = 10_000;

  private ClientPatience() {}
}
