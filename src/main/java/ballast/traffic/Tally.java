package ballast.traffic;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What became of the traffic so far. At every instant `sent = answered + lostTotal() + inFlight`.
///
/// @param ran since the start, in whole milliseconds
/// @param sent requests that were due, so those lost to [LossKind#OVERRUN] too; opening a websocket
///   is one request
/// @param answered requests with a complete answer below status 400
/// @param inFlight requests neither answered nor lost; in a final tally: still unanswered when the
///   grace was over
/// @param answeredByVersion answered, by `X-Version`, in order of first sight; [#UNKNOWN_VERSION]
///   without that header
/// @param lost requests lost, by kind; kinds that did not occur are absent
/// @param websocketsCut websockets that ended without a close frame, or did not echo in time
/// @param websocketsClosedByServer websockets that the server closed in order; they are opened
///   again and not a loss
/// @param websocketEchoes messages that came back: without any, no cut websocket proves nothing
/// @param losses the first [#MAX_LOSSES] losses, cut websockets among them; the counts are complete
/// @param latency of the flows that the server should answer at once ([Flow.Requests#prompt()])
/// @param timeline the last [#MAX_SECONDS] seconds in which something was answered or lost
public record Tally(
    Instant since,
    Duration ran,
    long sent,
    long answered,
    long inFlight,
    Map<String, Long> answeredByVersion,
    Map<LossKind, Long> lost,
    long websocketsCut,
    long websocketsClosedByServer,
    long websocketEchoes,
    List<Loss> losses,
    Latency latency,
    List<Second> timeline) {
  /// Losses told one by one, at most.
  public static final int MAX_LOSSES = 1_000;

  /// Seconds of timeline kept, at most.
  public static final int MAX_SECONDS = 3_600;

  /// Stands for the version of an answer that did not say.
  public static final String UNKNOWN_VERSION = "unknown";

  /// @throws IllegalArgumentException when a cut websocket is counted as a lost request
  public Tally {
    if (lost.containsKey(LossKind.WEBSOCKET_CUT)) {
      throw new IllegalArgumentException("a cut websocket is not a lost request");
    }
    answeredByVersion = Collections.unmodifiableMap(new LinkedHashMap<>(answeredByVersion));
    var byKind = new EnumMap<LossKind, Long>(LossKind.class);
    byKind.putAll(lost);
    lost = Collections.unmodifiableMap(byKind);
    losses = List.copyOf(losses);
    timeline = List.copyOf(timeline);
  }

  /// Requests lost, of whatever kind; cut websockets are not among them.
  public long lostTotal() {
    return lost.values().stream().mapToLong(Long::longValue).sum();
  }

  /// One line for people, e.g. `answered 12,345 (v1 6,000, v2 6,345), lost 0, p50 1.2 ms p99 8 ms`;
  /// in flight and websockets are named only when there is something to say.
  public String text() {
    return "answered %s%s, lost %s%s%s%s, p50 %s p99 %s"
        .formatted(
            number(answered),
            listed(answeredByVersion),
            number(lostTotal()),
            listed(lost),
            inFlight == 0 ? "" : ", in flight " + number(inFlight),
            websocketsCut == 0 ? "" : ", websockets cut " + number(websocketsCut),
            millis(latency.p50()),
            millis(latency.p99()));
  }

  /// As JSON; the names are a contract.
  public JsonObject toJson() {
    return TallyJson.write(this);
  }

  /// What [#toJson()] wrote; members it does not know are ignored.
  ///
  /// @throws IllegalArgumentException when a member is missing or is not what it should be
  public static Tally fromJson(JsonObject json) {
    return TallyJson.read(json);
  }

  private static String listed(Map<?, Long> counts) {
    return counts.isEmpty()
        ? ""
        : counts.entrySet().stream()
            .map(count -> count.getKey() + " " + number(count.getValue()))
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String millis(Duration latency) {
    double ms = latency.toNanos() / 1e6;
    String text = String.format(Locale.ROOT, ms < 10 ? "%,.1f" : "%,.0f", ms);
    return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " ms";
  }
}
