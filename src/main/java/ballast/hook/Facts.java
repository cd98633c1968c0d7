package ballast.hook;

import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.HookCall;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a hook is told, twice: `BALLAST_...` in its environment, and the same as JSON on its
/// standard input, where the names of the hosts are as well. Pure; docs/hooks.md has the table.
final class Facts {
  /// No system takes an environment variable of any length.
  private static final int MOST_LETTERS = 4_000;

  private Facts() {}

  static Map<String, String> environment(HookCall call) {
    var variables = new TreeMap<String, String>();
    json(call)
        .asMap()
        .forEach((name, value) -> {
          if (value.isJsonPrimitive()) {
            variables.put("BALLAST_" + name.toUpperCase(Locale.ROOT), fit(value.getAsString()));
          }
        });
    return variables;
  }

  private static String fit(String text) {
    String bare = text.replace("\0", "");
    return bare.length() <= MOST_LETTERS ? bare : bare.substring(0, MOST_LETTERS) + " ...";
  }

  static JsonObject json(HookCall call) {
    var json = new JsonObject();
    json.addProperty("hook", call.point().word());
    json.addProperty("service", call.service());
    json.addProperty("rollout", call.rollout());
    json.addProperty("release", call.release());
    json.addProperty("from", call.from());
    json.addProperty("course", call.course().name().toLowerCase(Locale.ROOT));
    part(json, call.part());
    call.end()
        .ifPresent(end -> {
          json.addProperty("outcome", end.outcome());
          json.addProperty("problem", end.problem().map(Problem::brief).orElse(""));
        });
    return json;
  }

  private static void part(JsonObject json, HookCall.Part part) {
    switch (part) {
      case HookCall.Part.Whole(var hosts) -> json.add("hosts", names(hosts));
      case HookCall.Part.OfBatch(int number, int of, var hosts) -> {
        json.addProperty("batch", number);
        json.addProperty("batches", of);
        json.add("hosts", names(hosts));
      }
      case HookCall.Part.OfHost(var host) -> json.addProperty("host", host.name());
      case HookCall.Part.OfSlot(var slot) -> {
        json.addProperty("host", slot.host().name());
        json.addProperty("slot", slot.toString());
      }
    }
  }

  private static JsonArray names(List<Host> hosts) {
    var names = new JsonArray();
    hosts.forEach(host -> names.add(host.name()));
    return names;
  }
}
