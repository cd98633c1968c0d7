package ballast.event;

import ballast.model.Policy;
import ballast.model.ReleaseId;
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
      case Step.TakeOut(var grace) -> {
        json.addProperty("step", "stop");
        json.addProperty("grace_ms", grace.toMillis());
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
      case Step.Soak(var duration) -> {
        json.addProperty("step", "soak");
        json.addProperty("duration_ms", duration.toMillis());
      }
    }
    return json;
  }

  static Step read(Fields fields) {
    return switch (fields.text("step")) {
      case "prepare" -> new Step.Prepare(new ReleaseId(fields.text("release")));
      case "drain" ->
          new Step.Drain(
              fields.duration("deadline_ms"),
              Policy.PastDeadline.valueOf(fields.text("then").toUpperCase(Locale.ROOT)));
      case "stop" -> new Step.TakeOut(fields.duration("grace_ms"));
      case "start" -> new Step.Start(new ReleaseId(fields.text("release")));
      case "prove" ->
          new Step.Prove(fields.duration("deadline_ms"), fields.duration("healthy_for_ms"));
      case "ready" -> new Step.Admit(fields.small("weight"));
      case "soak" -> new Step.Soak(fields.duration("duration_ms"));
      default -> throw new JsonParseException("no step: " + fields.object());
    };
  }
}
