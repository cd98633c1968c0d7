package ballast.view;

import ballast.event.PastRollout;
import ballast.model.Problem;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;

/// Rollouts of the past, for programs.
public final class HistoryJson {
  private HistoryJson() {}

  /// @param rollouts newest first
  /// @param passedOver journals that could not be read
  public static JsonObject of(
      String service, List<PastRollout> rollouts, List<Problem> passedOver) {
    var json = new JsonObject();
    json.addProperty("service", service);
    var list = new JsonArray();
    rollouts.forEach(one -> list.add(of(one)));
    json.add("rollouts", list);
    var problems = new JsonArray();
    passedOver.forEach(problem -> problems.add(problem.brief()));
    json.add("passed_over", problems);
    return json;
  }

  static JsonObject of(PastRollout one) {
    var json = new JsonObject();
    json.addProperty("id", one.id());
    json.addProperty("version", one.version());
    json.addProperty("outcome", outcome(one.end()));
    json.addProperty("started", one.started().toString());
    json.addProperty("took_ms", one.took().toMillis());
    one.receipt()
        .ifPresent(receipt -> {
          json.addProperty("answered", receipt.answered());
          json.addProperty("lost", receipt.lost());
          json.addProperty("cut", receipt.cut());
          json.addProperty("slots", receipt.slots().size());
        });
    one.who().ifPresent(who -> json.addProperty("who", who));
    return json;
  }

  private static String outcome(PastRollout.End end) {
    return switch (end) {
      case PastRollout.End.Told(var receipt) -> receipt.outcome().name().toLowerCase(Locale.ROOT);
      case PastRollout.End.StillRuns() -> "still_runs";
      case PastRollout.End.WithoutAWord() -> "without_a_word";
    };
  }
}
