package ballast.view;

import ballast.event.StepJson;
import ballast.plan.Desired;
import ballast.plan.Desired.Target;
import ballast.plan.Forecast;
import ballast.plan.Lane;
import ballast.plan.Plan;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// A forecast for programs.
public final class PlanJson {
  private PlanJson() {}

  /// @param typicalSlot how long a slot was out in an earlier rollout of the service
  public static JsonObject of(Desired desired, Forecast forecast, Optional<Duration> typicalSlot) {
    var json = new JsonObject();
    json.addProperty("service", desired.service().name());
    switch (desired.target()) {
      case Target.Everywhere(var release, var version) -> {
        json.addProperty("version", version);
        json.addProperty("release", release.value());
      }
      case Target.Back _ -> json.addProperty("back", true);
    }
    json.addProperty("slots", forecast.slots());
    json.addProperty("lanes", forecast.lanes());
    json.addProperty("most_out", forecast.mostOut());
    json.addProperty("most_out_per_host", forecast.mostOutPerHost());
    typicalSlot.ifPresent(slot ->
        json.addProperty("estimate_ms", slot.multipliedBy(forecast.rounds().size()).toMillis()));
    json.add("rounds", rounds(forecast));
    var refused = new JsonArray();
    forecast.stuck().forEach(waiting -> refused.add(refused(waiting)));
    json.add("refused", refused);
    var notices = new JsonArray();
    forecast.notices().forEach(notices::add);
    json.add("notices", notices);
    return json;
  }

  private static JsonArray rounds(Forecast forecast) {
    var rounds = new JsonArray();
    for (var round : forecast.rounds()) {
      var lanes = new JsonArray();
      round.forEach(lane -> lanes.add(lane(lane)));
      rounds.add(lanes);
    }
    return rounds;
  }

  private static JsonObject lane(Lane lane) {
    var json = new JsonObject();
    json.addProperty("slot", lane.slot().toString());
    json.addProperty("release", lane.release().value());
    json.addProperty("cause", lane.cause());
    json.addProperty("cost", lane.cost().name().toLowerCase(Locale.ROOT));
    var steps = new JsonArray();
    lane.steps().forEach(step -> steps.add(StepJson.write(step)));
    json.add("steps", steps);
    return json;
  }

  private static JsonObject refused(Plan.Waiting waiting) {
    JsonObject json = lane(waiting.lane());
    json.addProperty("why", waiting.why());
    return json;
  }
}
