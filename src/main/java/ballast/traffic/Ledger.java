package ballast.traffic;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Counts what becomes of the requests. One lock over all of it, so that every snapshot adds up.
final class Ledger {
  /// Versions told apart; answers of any more are counted as [#OTHER_VERSION].
  private static final int MAX_VERSIONS = 100;

  private static final String OTHER_VERSION = "other";
  private static final long LONGEST_LATENCY_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final int LATENCY_DIGITS = 3;

  private final int maxInFlight;
  private final Instant since = Instant.now();
  private final long startNanos = System.nanoTime();
  private final Map<String, Long> answeredByVersion = new LinkedHashMap<>();
  private final Map<LossKind, Long> lost = new EnumMap<>(LossKind.class);
  private final List<Loss> losses = new ArrayList<>();
  private final Histogram latencyMicros = new Histogram(LONGEST_LATENCY_MICROS, LATENCY_DIGITS);
  private final Deque<OpenSecond> timeline = new ArrayDeque<>();
  private long sent;
  private long answered;
  private long inFlight;
  private long websocketsCut;
  private long websocketsClosedByServer;
  private long websocketEchoes;
  private Optional<Tally> closed = Optional.empty();

  Ledger(int maxInFlight) {
    this.maxInFlight = maxInFlight;
  }

  /// What to do with a request that is due.
  enum Admission {
    SEND,
    /// It is counted as lost already.
    OVERRUN
  }

  synchronized Admission due(String flow) {
    if (closed.isPresent()) {
      return Admission.OVERRUN;
    }
    sent++;
    if (inFlight < maxInFlight) {
      inFlight++;
      return Admission.SEND;
    }
    countLost(LossKind.OVERRUN);
    note(
        flow,
        new Outcome.Lost(
            LossKind.OVERRUN, maxInFlight + " in flight", Optional.empty(), Optional.empty()));
    return Admission.OVERRUN;
  }

  /// The outcome of a request that was admitted.
  synchronized void settle(String flow, Outcome outcome) {
    if (closed.isPresent()) {
      return;
    }
    inFlight--;
    switch (outcome) {
      case Outcome.Answered(var version) -> countAnswered(version.orElse(Tally.UNKNOWN_VERSION));
      case Outcome.Lost loss -> {
        countLost(loss.kind());
        note(flow, loss);
      }
    }
    if (inFlight == 0) {
      notifyAll();
    }
  }

  synchronized void tookNanos(long nanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
    latencyMicros.recordValue(Math.clamp(micros, 0, LONGEST_LATENCY_MICROS));
  }

  synchronized void websocketCut(String flow, String detail) {
    if (closed.isEmpty()) {
      websocketsCut++;
      note(
          flow,
          new Outcome.Lost(LossKind.WEBSOCKET_CUT, detail, Optional.empty(), Optional.empty()));
    }
  }

  synchronized void websocketClosedByServer() {
    websocketsClosedByServer++;
  }

  synchronized void websocketEchoed() {
    websocketEchoes++;
  }

  private void countAnswered(String version) {
    answered++;
    boolean tellApart =
        answeredByVersion.containsKey(version) || answeredByVersion.size() < MAX_VERSIONS;
    String counted = tellApart ? version : OTHER_VERSION;
    answeredByVersion.merge(counted, 1L, Long::sum);
    thisSecond().answered.merge(counted, 1L, Long::sum);
  }

  private void countLost(LossKind kind) {
    lost.merge(kind, 1L, Long::sum);
    thisSecond().lost++;
  }

  private void note(String flow, Outcome.Lost loss) {
    if (losses.size() < Tally.MAX_LOSSES) {
      losses.add(
          new Loss(Instant.now(), flow, loss.kind(), loss.detail(), loss.slot(), loss.version()));
    }
  }

  private OpenSecond thisSecond() {
    long second = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
    OpenSecond last = timeline.peekLast();
    if (last != null && last.second == second) {
      return last;
    }
    if (timeline.size() == Tally.MAX_SECONDS) {
      timeline.removeFirst();
    }
    var opened = new OpenSecond(second);
    timeline.addLast(opened);
    return opened;
  }

  synchronized Tally tally() {
    return closed.orElseGet(this::snapshot);
  }

  /// The final tally: nothing is counted after it.
  synchronized Tally close() {
    Tally last = tally();
    closed = Optional.of(last);
    return last;
  }

  /// Waits until nothing is in flight, for so long at most.
  synchronized void awaitNoneInFlight(Duration grace) throws InterruptedException {
    long until = System.nanoTime() + grace.toNanos();
    long left = grace.toNanos();
    while (inFlight > 0 && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = until - System.nanoTime();
    }
  }

  private Tally snapshot() {
    return new Tally(
        since,
        Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos)),
        sent,
        answered,
        inFlight,
        answeredByVersion,
        lost,
        websocketsCut,
        websocketsClosedByServer,
        websocketEchoes,
        losses,
        latencyMicros.getTotalCount() == 0 ? Latency.NONE : latency(),
        timeline.stream()
            .map(second -> new Second(second.second, second.answered, second.lost))
            .toList());
  }

  private Latency latency() {
    return new Latency(
        percentile(50), percentile(90), percentile(99), percentile(99.9), percentile(100));
  }

  private Duration percentile(double percentile) {
    return Duration.ofNanos(
        TimeUnit.MICROSECONDS.toNanos(latencyMicros.getValueAtPercentile(percentile)));
  }

  /// A second that is still being counted.
  private static final class OpenSecond {
    private final long second;
    private final Map<String, Long> answered = new LinkedHashMap<>();
    private long lost;

    private OpenSecond(long second) {
      this.second = second;
    }
  }
}
