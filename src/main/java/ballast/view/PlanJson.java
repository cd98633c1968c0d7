package ballast.view;

import ballast.event.StepJson;
import ballast.model.HookPoint;
import ballast.model.Observed;
import ballast.model.SecretChange;
import ballast.plan.Desired;
import ballast.plan.Desired.Target;
import ballast.plan.Forecast;
import ballast.plan.Lane;
import ballast.plan.Plan;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A forecast for programs.
public final class PlanJson {
  private PlanJson() {}

  /// @param typicalSlot how long a slot was out in an earlier rollout of the service
  /// @param hooks those that there are
  public static JsonObject of(
      Desired desired,
      Observed observed,
      Forecast forecast,
      Optional<Duration> typicalSlot,
      List<SecretChange> secrets,
      Collection<HookPoint> hooks) {
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
    json.addProperty("strategy", desired.policy().strategy().name());
    json.addProperty("most_extra", forecast.extra().fleet());
    json.addProperty("most_extra_per_host", forecast.extra().perHost());
    json.addProperty("edge_leaves", forecast.edge().leaves());
    json.addProperty("edge_joins", forecast.edge().joins());
    json.addProperty("edge_at_once", forecast.edge().together());
    json.addProperty("most_out", forecast.mostOut());
    json.addProperty("most_out_per_host", forecast.mostOutPerHost());
    var failing = desired.policy().failing();
    json.addProperty("tolerated", failing.tolerated(desired.slots(observed)));
    json.addProperty("tolerated_of", desired.slots(observed));
    json.addProperty("on_failure", failing.then().name().toLowerCase(Locale.ROOT));
    json.addProperty("stall_ms", failing.stall().toMillis());
    typicalSlot.ifPresent(slot -> json.addProperty("estimate_ms", forecast.takes(slot).toMillis()));
    json.add("rounds", rounds(forecast));
    var refused = new JsonArray();
    forecast.stuck().forEach(waiting -> refused.add(refused(waiting)));
    json.add("refused", refused);
    var notices = new JsonArray();
    forecast.notices().forEach(notices::add);
    json.add("notices", notices);
    var run = new JsonArray();
    if (!forecast.isEmpty()) {
      hooks.stream().sorted().map(HookPoint::word).forEach(run::add);
    }
    json.add("hooks", run);
    json.add("secrets", secrets(secrets));
    return json;
  }

  /// What changes, by name; a value is never told.
  private static JsonArray secrets(List<SecretChange> changes) {
    var secrets = new JsonArray();
    for (SecretChange change : changes) {
      var json = new JsonObject();
      json.addProperty("secret", change.name());
      json.addProperty("change", change.kind().name().toLowerCase(Locale.ROOT));
      secrets.add(json);
    }
    return secrets;
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
