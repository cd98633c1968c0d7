package ballast.haproxy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Whether anything is still in flight for a server, in one worker or in all of them.
///
/// Zero counters alone prove nothing: between two tries a stream holds no connection and waits in
/// no queue, yet will come back to this very server. The list of streams shows it; without the
/// list, counters that stand still for longer than the pause between two tries do.
///
/// Evidence is about the moment of the look. In drain, cookies and stick tables may still send a
/// request afterwards: look again once the server is in maintenance, and only then stop the
/// container.
public sealed interface Evidence {
  /// Nothing is in flight.
  ///
  /// @param proof for the receipt
  record Drained(String proof) implements Evidence {}

  /// Something is in flight.
  ///
  /// @param requests streams on the server
  /// @param queued of those, waiting in its queue
  /// @param oldest age of the oldest stream, empty when not known
  record Busy(long requests, long queued, Optional<Duration> oldest, String why)
      implements Evidence {}

  /// It cannot be told, which is never taken for drained.
  ///
  /// @param clears in how long it can be, where that is only a matter of time; else zero
  record Unknown(String why, Duration clears) implements Evidence {
    public Unknown(String why) {
      this(why, Duration.ZERO);
    }
  }

  /// One worker looked at one server.
  ///
  /// @param sight taken before `streams` were listed, so that what left the counters shows there
  /// @param quiet from [Quiet#after] over this worker's looks, this one included
  /// @param at when `sight` was taken, by the clock of `quiet`
  /// @param window see [Quiet#window]
  record Look(
      ServerSight sight, Streams streams, Optional<Quiet> quiet, Instant at, Duration window) {}

  /// The evidence of one worker.
  ///
  /// An old worker lets nobody close a server any more ("Proxy is disabled."), yet its clients may
  /// send more on the connections they have: it is [Busy] or [Unknown] until it has ended.
  static Evidence of(Look look) {
    Evidence evidence =
        switch (look.streams()) {
          case Streams.Listed(var sessions) -> withList(look, sessions);
          case Streams.NotListed(var why) -> withoutList(look, List.of(), why);
        };
    return evidence instanceof Drained && look.sight().state().admitted()
        ? new Unknown(
            look.sight().ref()
                + " is idle but neither in drain nor in maintenance: the next request may come any moment")
        : evidence;
  }

  /// The evidence of all workers: drained only when each of them is. No worker, no evidence.
  static Evidence together(List<Evidence> workers) {
    if (workers.isEmpty()) {
      return new Unknown("no worker was asked");
    }
    List<Busy> busy = only(Busy.class, workers);
    if (!busy.isEmpty()) {
      return sum(busy);
    }
    List<Unknown> unknown = only(Unknown.class, workers);
    if (!unknown.isEmpty()) {
      return together(unknown, String.join("; ", unknown.stream().map(Unknown::why).toList()));
    }
    return new Drained(
        String.join("; ", only(Drained.class, workers).stream().map(Drained::proof).toList()));
  }

  /// Where one of them is unknown for good, so is the whole.
  private static Unknown together(List<Unknown> unknown, String why) {
    List<Duration> clears = unknown.stream().map(Unknown::clears).sorted().toList();
    return new Unknown(why, clears.getFirst().isZero() ? Duration.ZERO : clears.getLast());
  }

  private static <T extends Evidence> List<T> only(Class<T> kind, List<Evidence> workers) {
    return workers.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// No counter shows a request. An absent counter is not a zero.
  static boolean idle(ServerSight sight) {
    return isZero(sight.stat().traffic().current())
        && isZero(sight.stat().traffic().queued())
        && sight.connections().stream()
            .allMatch(
                connections -> connections.used() == 0 && connections.served().orElse(0) == 0);
  }

  private static Evidence withList(Look look, List<Session> sessions) {
    List<Session> here =
        sessions.stream()
            .filter(session -> session.place().filter(at -> at.on(look.sight().ref())).isPresent())
            .toList();
    long unplaced = sessions.stream().filter(session -> session.place().isEmpty()).count();
    if (unplaced > 0) {
      return withoutList(look, here, "'show sess' does not tell where " + unplaced + " streams go");
    }
    if (here.isEmpty() && idle(look.sight())) {
      return new Drained(
          "no request in flight or queued for "
              + look.sight().ref()
              + ", and none of "
              + sessions.size()
              + " streams is on it");
    }
    return judgeCounters(look.sight(), here).orElseGet(() -> busy(look.sight(), here));
  }

  /// @param here streams known to be on the server although the list is not complete
  private static Evidence withoutList(Look look, List<Session> here, String why) {
    ServerSight sight = look.sight();
    if (!here.isEmpty() || !idle(sight)) {
      return judgeCounters(sight, here).orElseGet(() -> busy(sight, here));
    }
    if (!Counters.of(sight.stat()).complete()) {
      return new Unknown(why + ", and HAProxy does not tell every counter of " + sight.ref());
    }
    Duration still =
        look.quiet()
            .filter(quiet -> quiet.counters().equals(Counters.of(sight.stat())))
            .map(quiet -> Duration.between(quiet.since(), look.at()))
            .orElse(Duration.ZERO);
    if (still.compareTo(look.window()) < 0) {
      return new Unknown(
          why
              + ": the counters of "
              + sight.ref()
              + " have stood still for "
              + still.toMillis()
              + " of "
              + look.window().toMillis()
              + " ms");
    }
    return new Drained(
        "no request in flight or queued for "
            + sight.ref()
            + ", and its counters stood still for "
            + still.toMillis()
            + " ms");
  }

  /// Unknown when a figure that decides is missing and nothing else shows a request.
  private static Optional<Evidence> judgeCounters(ServerSight sight, List<Session> here) {
    Traffic traffic = sight.stat().traffic();
    boolean told = traffic.current().isPresent() && traffic.queued().isPresent();
    return told || !here.isEmpty()
        ? Optional.empty()
        : Optional.of(new Unknown("HAProxy does not tell scur and qcur of " + sight.ref()));
  }

  private static Busy busy(ServerSight sight, List<Session> here) {
    long queued = sight.stat().traffic().queued().orElse(0);
    long current = sight.stat().traffic().current().orElse(0);
    long used = sight.connections().map(ServerConn::used).orElse(0L);
    long served = sight.connections().map(c -> c.served().orElse(0)).orElse(0L);
    long requests = Math.max(Math.max(here.size(), current + queued), Math.max(used, served));
    return new Busy(
        requests,
        queued,
        here.stream().flatMap(session -> session.age().stream()).max(Duration::compareTo),
        sight.ref()
            + ": scur "
            + current
            + ", qcur "
            + queued
            + ", connections in use "
            + used
            + ", streams listed "
            + here.size());
  }

  private static Busy sum(List<Busy> busy) {
    return new Busy(
        busy.stream().mapToLong(Busy::requests).sum(),
        busy.stream().mapToLong(Busy::queued).sum(),
        busy.stream().flatMap(one -> one.oldest().stream()).max(Duration::compareTo),
        String.join("; ", busy.stream().map(Busy::why).toList()));
  }

  private static boolean isZero(OptionalLong number) {
    return number.isPresent() && number.getAsLong() == 0;
  }
}
