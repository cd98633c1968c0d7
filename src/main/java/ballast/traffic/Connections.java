package ballast.traffic;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Where a request gets its connection from, and what becomes of it afterwards.
sealed interface Connections {
  /// A connection to send one request over; its deadline is set.
  Connection take(long deadlineNanos) throws IOException;

  /// After a complete answer.
  void giveBack(Connection connection, Head.Reuse reuse);

  /// After a loss.
  void discard(Connection connection);

  /// A connection for each request; the request says `Connection: close`.
  record Fresh(Dialer dialer) implements Connections {
    /// How long the server may take to close first. Whoever closes first keeps the port for a
    /// minute, and this client needs its ports: at 400 fresh connections a second it would run out
    /// of them.
    private static final Duration SERVER_CLOSES_WITHIN = Duration.ofMillis(250);

    @Override
    public Connection take(long deadlineNanos) throws IOException {
      return dialer.dial(deadlineNanos);
    }

    @Override
    public void giveBack(Connection connection, Head.Reuse reuse) {
      long until = System.nanoTime() + SERVER_CLOSES_WITHIN.toNanos();
      connection.deadline(until);
      try {
        connection.received().clear().limit(0);
        connection.fill(until);
      } catch (IOException _) {
        // Closed, broken or out of time: the answer was complete, so nothing is lost.
      }
      connection.close();
    }

    @Override
    public void discard(Connection connection) {
      connection.close();
    }
  }

  /// Keeps up to `size` connections, and uses the one that was idle longest. When all are busy it
  /// opens one more.
  final class KeepAlive implements Connections {
    /// After so long an idle connection is cut; it only keeps the watch's arithmetic finite.
    private static final Duration MAX_IDLE = Duration.ofHours(1);

    private final Dialer dialer;
    private final int size;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();

    KeepAlive(Dialer dialer, int size) {
      this.dialer = dialer;
      this.size = size;
    }

    @Override
    public Connection take(long deadlineNanos) throws IOException {
      while (open.get() >= size) {
        Connection longestIdle = idle.poll();
        if (longestIdle == null) {
          break;
        }
        longestIdle.deadline(deadlineNanos);
        if (longestIdle.stillOpen()) {
          return longestIdle;
        }
        discard(longestIdle);
      }
      Connection dialed = dialer.dial(deadlineNanos);
      open.incrementAndGet();
      return dialed;
    }

    @Override
    public void giveBack(Connection connection, Head.Reuse reuse) {
      boolean keep =
          switch (reuse) {
            case KEEP -> open.get() <= size;
            case CLOSE -> false;
          };
      if (!keep) {
        discard(connection);
        return;
      }
      connection.deadline(System.nanoTime() + MAX_IDLE.toNanos());
      idle.add(connection);
    }

    @Override
    public void discard(Connection connection) {
      open.decrementAndGet();
      connection.close();
    }
  }
}
