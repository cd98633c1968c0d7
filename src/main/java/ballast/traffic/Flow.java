package ballast.traffic;

import java.time.Duration;

/// One stream of traffic: what is sent, and how often.
public sealed interface Flow {
  /// Requests a second at most, for one flow.
  double MAX_PER_SECOND = 10_000;

  /// Client connections at most that one flow keeps: idle keep-alive connections, or websockets.
  int MAX_CONNECTIONS = 1_000;

  /// Events at most in one answer of [Events].
  int MAX_EVENTS = 100_000;

  /// How long one request may ask to take, and how far apart websocket messages may be.
  Duration MAX_PACE = Duration.ofMinutes(10);

  /// The word for this flow in a mix, in a [Loss] and in JSON.
  String name();

  /// A flow of requests, each due at its own time: the first at once, then `perSecond` of them a
  /// second.
  sealed interface Requests extends Flow {
    /// How many are due a second, above 0 and at most [#MAX_PER_SECOND].
    double perSecond();

    /// Whether the server is meant to answer at once, so that the answer's time says something
    /// about latency.
    boolean prompt();
  }

  /// A GET, each on a connection of its own.
  record Get(double perSecond) implements Requests {
    public Get {
      checkRate(perSecond);
    }

    @Override
    public String name() {
      return "get";
    }

    @Override
    public boolean prompt() {
      return true;
    }
  }

  /// A GET over keep-alive connections, of which `connections` are kept. When all of them are busy
  /// one more is opened, because waiting for a free one would let the server's pace set the sending
  /// rate.
  record KeepAliveGet(double perSecond, int connections) implements Requests {
    public KeepAliveGet {
      checkRate(perSecond);
      checkCount("connections", connections, MAX_CONNECTIONS);
    }

    @Override
    public String name() {
      return "keepalive";
    }

    @Override
    public boolean prompt() {
      return true;
    }
  }

  /// A POST with a small body, each on a connection of its own.
  record Post(double perSecond) implements Requests {
    public Post {
      checkRate(perSecond);
    }

    @Override
    public String name() {
      return "post";
    }

    @Override
    public boolean prompt() {
      return true;
    }
  }

  /// A POST with a small body over keep-alive connections, kept as in [KeepAliveGet].
  record KeepAlivePost(double perSecond, int connections) implements Requests {
    public KeepAlivePost {
      checkRate(perSecond);
      checkCount("connections", connections, MAX_CONNECTIONS);
    }

    @Override
    public String name() {
      return "post-keepalive";
    }

    @Override
    public boolean prompt() {
      return true;
    }
  }

  /// A GET that asks the server to answer only after `answerAfter` (`/slow?ms=N`), each on a
  /// connection of its own.
  record SlowGet(double perSecond, Duration answerAfter) implements Requests {
    public SlowGet {
      checkRate(perSecond);
      checkPace("answerAfter", answerAfter);
    }

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public boolean prompt() {
      return false;
    }
  }

  /// A POST of known length whose body trickles out over `over`, each on a connection of its own.
  record SlowUpload(double perSecond, Duration over) implements Requests {
    public SlowUpload {
      checkRate(perSecond);
      checkPace("over", over);
    }

    @Override
    public String name() {
      return "upload";
    }

    @Override
    public boolean prompt() {
      return false;
    }
  }

  /// Server-sent events (`/events?count=N`): answered when all `count` events and the terminating
  /// chunk have come.
  record Events(double perSecond, int count) implements Requests {
    public Events {
      checkRate(perSecond);
      checkCount("events", count, MAX_EVENTS);
    }

    @Override
    public String name() {
      return "sse";
    }

    @Override
    public boolean prompt() {
      return false;
    }
  }

  /// `sockets` websockets held open; each sends a text every `every` and expects it back.
  record WebSockets(int sockets, Duration every) implements Flow {
    public WebSockets {
      checkCount("websockets", sockets, MAX_CONNECTIONS);
      checkPace("every", every);
    }

    @Override
    public String name() {
      return "ws";
    }
  }

  private static void checkRate(double perSecond) {
    if (!(perSecond > 0 && perSecond <= MAX_PER_SECOND)) {
      throw new IllegalArgumentException(
          "a rate must be above 0 and at most %,.0f a second, not %s"
              .formatted(MAX_PER_SECOND, perSecond));
    }
  }

  private static void checkCount(String what, int count, int limit) {
    if (count < 1 || count > limit) {
      throw new IllegalArgumentException(
          "%s must be 1 to %,d, not %d".formatted(what, limit, count));
    }
  }

  private static void checkPace(String what, Duration pace) {
    if (pace.compareTo(Duration.ofMillis(1)) < 0 || pace.compareTo(MAX_PACE) > 0) {
      throw new IllegalArgumentException(
          "%s must be 1 to %,d ms, not %d".formatted(what, MAX_PACE.toMillis(), pace.toMillis()));
    }
  }
}
