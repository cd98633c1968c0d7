package ballast.live;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;

/// Reads `ballast status --output json`.
final class Statuses {
  private Statuses() {}

  /// The version that each slot serves that is no spare, in order; `-` for a slot that does not
  /// serve.
  static List<String> versions(String json) {
    var versions = new ArrayList<String>();
    for (JsonElement host :
        JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("hosts")) {
      for (JsonElement slot : host.getAsJsonObject().getAsJsonArray("slots")) {
        var one = slot.getAsJsonObject();
        if (one.has("spare")) {
          continue;
        }
        versions.add(one.get("serving").getAsBoolean() ? one.get("version").getAsString() : "-");
      }
    }
    return versions;
  }

  /// What the load balancer in front of the hosts does with one of them.
  static String edge(String json, String host) {
    for (JsonElement one : JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("hosts")) {
      var seen = one.getAsJsonObject();
      if (seen.get("host").getAsString().equals(host)) {
        return seen.getAsJsonObject("edge").get("state").getAsString();
      }
    }
    throw new AssertionError("no host %s in %s".formatted(host, json));
  }
}
