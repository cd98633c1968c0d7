package ballast.view;

import ballast.model.LockView;
import com.google.gson.JsonObject;
import java.util.Optional;

/// What became of a word that was left for a rollout, for programs.
public final class OrderJson {
  private OrderJson() {}

  /// @param holder whom it was left for, where a rollout runs
  public static String of(String order, String outcome, Optional<LockView> holder) {
    var json = new JsonObject();
    json.addProperty("order", order);
    json.addProperty("outcome", outcome);
    holder.ifPresent(held -> {
      json.addProperty("rollout", held.holder().purpose());
      json.addProperty("who", held.holder().who());
      json.addProperty("report", held.report());
    });
    return json.toString();
  }
}
