package ballast.bench;

import com.google.gson.JsonObject;
import java.time.Duration;

/// Reads the last line of `ballast deploy --output json`.
final class Receipts {
  private Receipts() {}

  /// From the first drain to the last slot ready.
  static Duration moved(JsonObject last) {
    return Duration.ofMillis(receipt(last).get("moved_ms").getAsLong());
  }

  static JsonObject receipt(JsonObject last) {
    return last.has("receipt") ? last.getAsJsonObject("receipt") : last;
  }
}
