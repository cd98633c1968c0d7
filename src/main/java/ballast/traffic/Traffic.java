package ballast.traffic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A client that never retries, at work: proves that a rollout loses nothing, or tells what it
/// lost.
///
/// The loop is open: each request is sent when it is due, whatever the earlier answers do, so a
/// stalled server meets the same traffic and its stall shows in the latencies. One thread keeps the
/// schedule; each request in flight is a virtual thread with a socket. A request is tried once. The
/// only thing done twice is finding, *before* anything is sent, that an idle keep-alive connection
/// was closed, and opening another.
public final class Traffic implements AutoCloseable {
  /// How often connections that are overdue are looked for.
  private static final Duration WATCH_EVERY = Duration.ofSeconds(1);

  /// Reads time out by themselves; only what is this late is cut from outside.
  private static final Duration WATCH_SLACK = Duration.ofSeconds(1);

  private final Ledger ledger;
  private final Dialer dialer;
  private final List<RequestStream> streams = new ArrayList<>();
  private final List<EchoSocket> sockets = new ArrayList<>();
  private final List<Thread> socketThreads = new ArrayList<>();
  private final Thread schedule;
  private volatile boolean stopping;

  private Traffic(TrafficSpec spec) {
    ledger = new Ledger(spec.maxInFlight());
    dialer = new Dialer(new InetSocketAddress(spec.target().getHost(), spec.port()));
    long now = System.nanoTime();
    for (Flow flow : spec.flows()) {
      switch (flow) {
        case Flow.Requests requests ->
            streams.add(new RequestStream(spec, requests, dialer, ledger, now));
        case Flow.WebSockets webSockets -> {
          for (int i = 0; i < webSockets.sockets(); i++) {
            sockets.add(new EchoSocket(spec, webSockets, dialer, ledger));
          }
        }
      }
    }
    schedule = Thread.ofPlatform().daemon().name("traffic-schedule").unstarted(this::keepSchedule);
  }

  /// Starts sending. A target that cannot be reached is no error here: every request then counts as
  /// lost.
  public static Traffic start(TrafficSpec spec) {
    var traffic = new Traffic(spec);
    for (EchoSocket socket : traffic.sockets) {
      traffic.socketThreads.add(Thread.ofVirtual().name("traffic-ws").start(socket));
    }
    traffic.schedule.start();
    return traffic;
  }

  /// What became of the traffic until now.
  public Tally tally() {
    return ledger.tally();
  }

  /// Stops sending, waits up to `grace` for what is in flight, cuts the rest and gives the final
  /// tally, in which the rest is still [Tally#inFlight()]: give a grace beyond
  /// [TrafficSpec#timeout()] and it is 0. When interrupted, the wait ends there and the interrupt
  /// is kept. A second call gives the same tally.
  public Tally stop(Duration grace) {
    stopping = true;
    sockets.forEach(EchoSocket::stop);
    LockSupport.unpark(schedule);
    long until = System.nanoTime() + grace.toNanos();
    try {
      schedule.join();
      ledger.awaitNoneInFlight(Duration.ofNanos(until - System.nanoTime()));
      for (Thread socket : socketThreads) {
        socket.join(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    Tally last = ledger.close();
    dialer.shut();
    return last;
  }

  /// Stops at once, without grace.
  @Override
  public void close() {
    stop(Duration.ZERO);
  }

  private void keepSchedule() {
    long watch = System.nanoTime();
    while (!stopping) {
      long now = System.nanoTime();
      if (now - watch >= 0) {
        dialer.cutOverdue(WATCH_SLACK.toNanos());
        watch = now + WATCH_EVERY.toNanos();
      }
      long next = watch;
      for (RequestStream stream : streams) {
        startDue(stream, now);
        next = Math.min(next, stream.due());
      }
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  /// Starts all that is due: when this thread comes late it catches up, and the lateness is in the
  /// latencies.
  private void startDue(RequestStream stream, long now) {
    while (stream.due() - now <= 0 && !stopping) {
      stream.startNext();
    }
  }
}
