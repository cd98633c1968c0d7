package ballast.event;

import ballast.model.EdgeSight;
import ballast.model.EdgeView;
import com.google.gson.JsonObject;

/// What the edge does with a host as JSON: `state`, and `in_flight` or `why` where there is one.
public final class EdgeJson {
  private EdgeJson() {}

  public static JsonObject write(EdgeSight sight) {
    return switch (sight) {
      case EdgeSight.NotAsked() -> state("not_asked");
      case EdgeSight.Unseen(var problem) -> because(state("unknown"), problem.brief());
      case EdgeSight.Seen(var view) ->
          switch (view) {
            case EdgeView.Serving _ -> state("serving");
            case EdgeView.Leaving(var inFlight) -> {
              JsonObject json = state("leaving");
              inFlight.ifPresent(count -> json.addProperty("in_flight", count));
              yield json;
            }
            case EdgeView.Left _ -> state("left");
            case EdgeView.Joining(var why) -> because(state("joining"), why);
            case EdgeView.Withheld(var why) -> because(state("withheld"), why);
          };
    };
  }

  private static JsonObject state(String name) {
    var json = new JsonObject();
    json.addProperty("state", name);
    return json;
  }

  private static JsonObject because(JsonObject json, String why) {
    json.addProperty("why", why);
    return json;
  }
}
