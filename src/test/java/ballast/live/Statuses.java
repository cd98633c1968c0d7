package ballast.live;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;

/// Reads `ballast status --output json`.
final class Statuses {
  private Statuses() {}

  /// The version that each slot serves, in order; `-` for a slot that does not serve.
  static List<String> versions(String json) {
    var versions = new ArrayList<String>();
    for (JsonElement host :
        JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("hosts")) {
      for (JsonElement slot : host.getAsJsonObject().getAsJsonArray("slots")) {
        var one = slot.getAsJsonObject();
        versions.add(one.get("serving").getAsBoolean() ? one.get("version").getAsString() : "-");
      }
    }
    return versions;
  }
}
