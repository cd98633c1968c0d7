package ballast.traffic;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A tally as JSON and back, member by member: the names stay what they are when a field is
/// renamed.
final class TallyJson {
  private TallyJson() {}

  static JsonObject write(Tally tally) {
    var json = new JsonObject();
    json.addProperty("since", tally.since().toString());
    json.addProperty("ranMillis", tally.ran().toMillis());
    json.addProperty("sent", tally.sent());
    json.addProperty("answered", tally.answered());
    json.addProperty("inFlight", tally.inFlight());
    json.addProperty("lostTotal", tally.lostTotal()); // derived, for readers without arithmetic
    json.add("answeredByVersion", counts(tally.answeredByVersion()));
    json.add("lost", counts(tally.lost()));
    json.addProperty("websocketsCut", tally.websocketsCut());
    json.addProperty("websocketsClosedByServer", tally.websocketsClosedByServer());
    json.addProperty("websocketEchoes", tally.websocketEchoes());
    json.add("latencyMicros", latency(tally.latency()));
    json.add("losses", array(tally.losses(), TallyJson::loss));
    json.add("timeline", array(tally.timeline(), TallyJson::second));
    return json;
  }

  static Tally read(JsonObject json) {
    try {
      return new Tally(
          instant(json, "since"),
          Duration.ofMillis(number(json, "ranMillis")),
          number(json, "sent"),
          number(json, "answered"),
          number(json, "inFlight"),
          counts(member(json, "answeredByVersion")),
          lost(member(json, "lost")),
          number(json, "websocketsCut"),
          number(json, "websocketsClosedByServer"),
          number(json, "websocketEchoes"),
          list(json, "losses", TallyJson::loss),
          latency(member(json, "latencyMicros").getAsJsonObject()),
          list(json, "timeline", TallyJson::second));
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | DateTimeException wrong) {
      throw new IllegalArgumentException("not a tally: " + wrong.getMessage(), wrong);
    }
  }

  private static JsonObject counts(Map<?, Long> counts) {
    var json = new JsonObject();
    counts.forEach((what, count) -> json.addProperty(what.toString(), count));
    return json;
  }

  private static Map<String, Long> counts(JsonElement json) {
    var counts = new LinkedHashMap<String, Long>();
    json.getAsJsonObject().asMap().forEach((what, count) -> counts.put(what, count.getAsLong()));
    return counts;
  }

  private static Map<LossKind, Long> lost(JsonElement json) {
    var lost = new EnumMap<LossKind, Long>(LossKind.class);
    counts(json).forEach((kind, count) -> lost.put(LossKind.valueOf(kind), count));
    return lost;
  }

  private static JsonObject latency(Latency latency) {
    var json = new JsonObject();
    json.addProperty("p50", micros(latency.p50()));
    json.addProperty("p90", micros(latency.p90()));
    json.addProperty("p99", micros(latency.p99()));
    json.addProperty("p999", micros(latency.p999()));
    json.addProperty("max", micros(latency.max()));
    return json;
  }

  private static Latency latency(JsonObject json) {
    Function<String, Duration> micros = name -> Duration.ofNanos(number(json, name) * 1_000);
    return new Latency(
        micros.apply("p50"),
        micros.apply("p90"),
        micros.apply("p99"),
        micros.apply("p999"),
        micros.apply("max"));
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  private static JsonObject loss(Loss loss) {
    var json = new JsonObject();
    json.addProperty("at", loss.at().toString());
    json.addProperty("flow", loss.flow());
    json.addProperty("kind", loss.kind().name());
    json.addProperty("detail", loss.detail());
    loss.slot().ifPresent(slot -> json.addProperty("slot", slot));
    loss.version().ifPresent(version -> json.addProperty("version", version));
    return json;
  }

  private static Loss loss(JsonElement element) {
    JsonObject json = element.getAsJsonObject();
    return new Loss(
        instant(json, "at"),
        member(json, "flow").getAsString(),
        LossKind.valueOf(member(json, "kind").getAsString()),
        member(json, "detail").getAsString(),
        Optional.ofNullable(json.get("slot")).map(JsonElement::getAsString),
        Optional.ofNullable(json.get("version")).map(JsonElement::getAsString));
  }

  private static JsonObject second(Second second) {
    var json = new JsonObject();
    json.addProperty("second", second.second());
    json.add("answered", counts(second.answered()));
    json.addProperty("lost", second.lost());
    return json;
  }

  private static Second second(JsonElement element) {
    JsonObject json = element.getAsJsonObject();
    return new Second(
        number(json, "second"), counts(member(json, "answered")), number(json, "lost"));
  }

  private static <T> JsonArray array(List<T> values, Function<T, JsonObject> write) {
    var json = new JsonArray(values.size());
    values.forEach(value -> json.add(write.apply(value)));
    return json;
  }

  private static <T> List<T> list(JsonObject json, String name, Function<JsonElement, T> read) {
    var values = new ArrayList<T>();
    member(json, name).getAsJsonArray().forEach(element -> values.add(read.apply(element)));
    return values;
  }

  private static Instant instant(JsonObject json, String name) {
    return Instant.parse(member(json, name).getAsString());
  }

  private static long number(JsonObject json, String name) {
    return member(json, name).getAsLong();
  }

  private static JsonElement member(JsonObject json, String name) {
    JsonElement member = json.get(name);
    if (member == null) {
      throw new JsonParseException("'" + name + "' is missing");
    }
    return member;
  }
}
