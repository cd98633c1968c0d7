package ballast.traffic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads a mix of flows from one line of text: items separated by commas, in any order, each kind
/// at most once.
///
/// | item | means |
/// |---|---|
/// | `get=RATE` | GET, a fresh connection each |
/// | `keepalive=RATE[:CONNECTIONS]` | GET over keep-alive connections, 16 of them unless said |
/// | `post=RATE` | POST with a small body, a fresh connection each |
/// | `post-keepalive=RATE[:CONNECTIONS]` | the same over keep-alive connections |
/// | `slow=RATE:MS` | GET that the server answers after MS milliseconds |
/// | `upload=RATE:MS` | POST whose body trickles out over MS milliseconds |
/// | `sse=RATE:EVENTS` | server-sent events, EVENTS in each answer |
/// | `ws=SOCKETS` | websockets held open, each with an echo every second |
/// | `ws-interval=MS` | with `ws`: milliseconds between echoes |
///
/// RATE is requests a second and may have a fraction (`0.5`); the other numbers are whole. Spaces
/// around items are ignored.
public final class Mix {
  /// Something of every kind at a rate that a laptop does not notice.
  public static final String DEFAULT =
      "get=100,keepalive=50,post=20,post-keepalive=10,slow=2:2000,upload=1:2000,sse=1:10,ws=4";

  private static final int DEFAULT_CONNECTIONS = 16;
  private static final int DEFAULT_WEBSOCKET_INTERVAL_MS = 1_000;

  private final List<Flow> flows = new ArrayList<>();
  private final List<String> mistakes = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private Optional<Integer> sockets = Optional.empty();
  private Optional<Integer> socketInterval = Optional.empty();

  private Mix() {}

  /// The flows that `text` asks for, at least one.
  ///
  /// @throws IllegalArgumentException with every mistake, one a line
  public static List<Flow> parse(String text) {
    var mix = new Mix();
    for (String item : text.split(",", -1)) {
      mix.read(item.strip());
    }
    mix.joinWebSockets();
    if (!mix.mistakes.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", mix.mistakes));
    }
    return List.copyOf(mix.flows);
  }

  private void read(String item) {
    if (item.isEmpty()) {
      mistakes.add("an item is empty: write a mix like '" + DEFAULT + "'");
      return;
    }
    int equals = item.indexOf('=');
    String kind = kindOf(item);
    String value = equals < 0 ? "" : item.substring(equals + 1).strip();
    if (!seen.add(kind)) {
      mistakes.add("'%s' is given twice".formatted(kind));
      return;
    }
    switch (kind) {
      case "get" -> rate(item, value, Flow.Get::new);
      case "post" -> rate(item, value, Flow.Post::new);
      case "keepalive" -> kept(item, value, Flow.KeepAliveGet::new);
      case "post-keepalive" -> kept(item, value, Flow.KeepAlivePost::new);
      case "slow" -> pair(item, value, "slow=RATE:MS", (r, ms) -> new Flow.SlowGet(r, millis(ms)));
      case "upload" ->
          pair(item, value, "upload=RATE:MS", (r, ms) -> new Flow.SlowUpload(r, millis(ms)));
      case "sse" -> pair(item, value, "sse=RATE:EVENTS", Flow.Events::new);
      case "ws" -> sockets = expect(item, "ws=SOCKETS", whole(value));
      case "ws-interval" -> socketInterval = expect(item, "ws-interval=MS", whole(value));
      // Text from outside is an open set, so this switch cannot be exhaustive without a default.
      default ->
          mistakes.add(
              "'%s' is no kind of traffic; known: get, keepalive, post, post-keepalive, slow, upload, sse, ws, ws-interval"
                  .formatted(kind));
    }
  }

  private static String kindOf(String item) {
    int equals = item.indexOf('=');
    return equals < 0 ? item : item.substring(0, equals).strip();
  }

  private void rate(String item, String value, Function<Double, Flow> flow) {
    String form = kindOf(item) + "=RATE";
    expect(item, form, number(value)).ifPresent(rate -> add(item, () -> flow.apply(rate)));
  }

  private void kept(String item, String value, PairedFlow flow) {
    String withConnections = value.contains(":") ? value : value + ":" + DEFAULT_CONNECTIONS;
    pair(item, withConnections, kindOf(item) + "=RATE[:CONNECTIONS]", flow);
  }

  private void pair(String item, String value, String form, PairedFlow flow) {
    int colon = value.indexOf(':');
    Optional<Double> rate = number(colon < 0 ? "" : value.substring(0, colon));
    Optional<Integer> count = whole(value.substring(colon + 1));
    if (rate.isEmpty() || count.isEmpty()) {
      expect(item, form, Optional.empty());
      return;
    }
    add(item, () -> flow.of(rate.get(), count.get()));
  }

  private void joinWebSockets() {
    if (seen.contains("ws-interval") && !seen.contains("ws")) {
      mistakes.add("'ws-interval' says how often websockets echo, but there is no 'ws=SOCKETS'");
    }
    int interval = socketInterval.orElse(DEFAULT_WEBSOCKET_INTERVAL_MS);
    sockets.ifPresent(
        count -> add("ws=" + count, () -> new Flow.WebSockets(count, millis(interval))));
  }

  private void add(String item, FlowMaker maker) {
    try {
      flows.add(maker.make());
    } catch (IllegalArgumentException outOfRange) {
      mistakes.add("'%s': %s".formatted(item, outOfRange.getMessage()));
    }
  }

  private <T> Optional<T> expect(String item, String form, Optional<T> value) {
    if (value.isEmpty()) {
      mistakes.add("'%s' is not of the form %s".formatted(item, form));
    }
    return value;
  }

  private static Optional<Double> number(String text) {
    // Stricter than Double.valueOf, which would take '1e3', '0x1p3' and 'NaN'.
    if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      return Optional.empty();
    }
    return Optional.of(Double.valueOf(text));
  }

  private static Optional<Integer> whole(String text) {
    return text.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private static Duration millis(int ms) {
    return Duration.ofMillis(ms);
  }

  private interface PairedFlow {
    Flow of(double rate, int count);
  }

  private interface FlowMaker {
    Flow make();
  }
}
