package ballast.event;

import ballast.model.Berth;
import ballast.model.EdgeSight;
import ballast.model.HostView;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.SlotView;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;

/// Looks at hosts as JSON. Never read back: what a fleet once was is no ground for a decision.
public final class HostJson {
  private HostJson() {}

  public static JsonObject write(HostView view) {
    var json = new JsonObject();
    json.addProperty("host", view.host().name());
    switch (view) {
      case HostView.Unreachable(_, var problem) -> {
        json.addProperty("seen", false);
        json.add("problem", write(problem));
      }
      case HostView.Seen seen -> {
        json.addProperty("seen", true);
        json.addProperty("haproxy", seen.worker().version());
        var slots = new JsonArray();
        seen.slotsAndSpares().forEach(slot -> slots.add(write(slot)));
        json.add("slots", slots);
        if (!(seen.edge() instanceof EdgeSight.NotAsked)) {
          json.add("edge", EdgeJson.write(seen.edge()));
        }
      }
    }
    return json;
  }

  public static JsonObject write(Problem problem) {
    return Fields.json(problem);
  }

  public static JsonObject write(SlotView view) {
    var json = new JsonObject();
    json.addProperty("slot", view.slot().toString());
    json.addProperty("serving", view.serving());
    if (view.spare()) {
      json.addProperty("spare", true);
    } else if (view.unopened()) {
      json.addProperty("unopened", true);
    }
    view.holder()
        .ifPresent(holder -> {
          json.addProperty("version", holder.version());
          json.addProperty("release", holder.release().value());
        });
    json.add("server", write(view.server()));
    var containers = new JsonArray();
    view.berths().forEach(berth -> containers.add(write(berth)));
    json.add("containers", containers);
    return json;
  }

  private static JsonObject write(ServerView server) {
    var json = new JsonObject();
    json.addProperty("name", server.name());
    json.addProperty("admission", lower(server.admission()));
    json.addProperty("condition", lower(server.up()));
    json.addProperty("check", server.check());
    json.addProperty("weight", server.weight());
    json.addProperty("initial_weight", server.initialWeight());
    json.addProperty("sessions", server.sessions());
    json.addProperty("queued", server.queued());
    json.add("counters", ReceiptJson.write(server.counters()));
    return json;
  }

  private static JsonObject write(Berth berth) {
    var json = new JsonObject();
    json.addProperty("id", berth.id());
    json.addProperty("release", berth.release().value());
    json.addProperty("version", berth.version());
    json.addProperty("place", lower(berth.place()));
    json.addProperty("state", lower(berth.state()));
    berth.address().ifPresent(address -> json.addProperty("address", address));
    json.addProperty("created", berth.created().toString());
    return json;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
