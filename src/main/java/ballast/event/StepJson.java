package ballast.event;

import ballast.model.Policy;
import ballast.model.ReleaseId;
import ballast.model.Strategy;
import ballast.plan.Step;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.Locale;

/// Steps as JSON and back.
public final class StepJson {
  private StepJson() {}

  public static JsonObject write(Step step) {
    var json = new JsonObject();
    switch (step) {
      case Step.Prepare(var release) -> {
        json.addProperty("step", "prepare");
        json.addProperty("release", release.value());
      }
      case Step.Drain(var deadline, var then) -> {
        json.addProperty("step", "drain");
        json.addProperty("deadline_ms", deadline.toMillis());
        json.addProperty("then", then.name().toLowerCase(Locale.ROOT));
      }
      case Step.TakeOut(var grace, var inFlight) -> {
        json.addProperty("step", "stop");
        json.addProperty("grace_ms", grace.toMillis());
        json.addProperty("in_flight", inFlight.name().toLowerCase(Locale.ROOT));
      }
      case Step.Start(var release) -> {
        json.addProperty("step", "start");
        json.addProperty("release", release.value());
      }
      case Step.Prove(var deadline, var healthyFor) -> {
        json.addProperty("step", "prove");
        json.addProperty("deadline_ms", deadline.toMillis());
        json.addProperty("healthy_for_ms", healthyFor.toMillis());
      }
      case Step.Admit(int weight) -> {
        json.addProperty("step", "ready");
        json.addProperty("weight", weight);
      }
      case Step.Vacate() -> json.addProperty("step", "vacate");
      case Step.SetAside() -> json.addProperty("step", "set_aside");
      case Step.Reopen(int weight) -> {
        json.addProperty("step", "reopen");
        json.addProperty("weight", weight);
      }
      case Step.Soak(var duration) -> {
        json.addProperty("step", "soak");
        json.addProperty("duration_ms", duration.toMillis());
      }
    }
    return json;
  }

  /// Journals of earlier versions say nothing of it: they knew no other way.
  private static Strategy.InFlight inFlight(Fields fields) {
    return fields.object().has("in_flight")
        ? Strategy.InFlight.valueOf(fields.text("in_flight").toUpperCase(Locale.ROOT))
        : Strategy.InFlight.DRAINED;
  }

  static Step read(Fields fields) {
    return switch (fields.text("step")) {
      case "prepare" -> new Step.Prepare(new ReleaseId(fields.text("release")));
      case "drain" ->
          new Step.Drain(
              fields.duration("deadline_ms"),
              Policy.PastDeadline.valueOf(fields.text("then").toUpperCase(Locale.ROOT)));
      case "set_aside" -> new Step.SetAside();
      case "vacate" -> new Step.Vacate();
      case "reopen" -> new Step.Reopen(fields.small("weight"));
      case "stop" -> new Step.TakeOut(fields.duration("grace_ms"), inFlight(fields));
      case "start" -> new Step.Start(new ReleaseId(fields.text("release")));
      case "prove" ->
          new Step.Prove(fields.duration("deadline_ms"), fields.duration("healthy_for_ms"));
      case "ready" -> new Step.Admit(fields.small("weight"));
      case "soak" -> new Step.Soak(fields.duration("duration_ms"));
      default -> throw new JsonParseException("no step: " + fields.object());
    };
  }
}
