package ballast.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads the last line of `ballast deploy --output json`.
final class Receipts {
  private Receipts() {}

  /// From the first drain to the last slot ready.
  static Duration moved(JsonObject last) {
    return Duration.ofMillis(receipt(last).get("moved_ms").getAsLong());
  }

  /// How long each step took, slot by slot, in milliseconds.
  static Map<String, List<Long>> steps(JsonObject last) {
    var steps = new TreeMap<String, List<Long>>();
    for (JsonElement slot : receipt(last).getAsJsonArray("slots")) {
      for (JsonElement step : slot.getAsJsonObject().getAsJsonArray("steps")) {
        steps
            .computeIfAbsent(
                step.getAsJsonObject().get("step").getAsString(), _ -> new ArrayList<>())
            .add(step.getAsJsonObject().get("took_ms").getAsLong());
      }
    }
    return steps;
  }

  /// How long each slot was out.
  static List<Duration> out(JsonObject last) {
    return receipt(last).getAsJsonArray("slots").asList().stream()
        .map(slot -> Duration.ofMillis(slot.getAsJsonObject().get("out_ms").getAsLong()))
        .toList();
  }

  static JsonObject receipt(JsonObject last) {
    return last.has("receipt") ? last.getAsJsonObject("receipt") : last;
  }
}
