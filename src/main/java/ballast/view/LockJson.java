package ballast.view;

import ballast.model.LockHolder;
import ballast.model.LockView;
import com.google.gson.JsonObject;
import java.util.Locale;

/// Who holds a service's lock, for programs.
public final class LockJson {
  private LockJson() {}

  public static JsonObject of(LockView held) {
    LockHolder holder = held.holder();
    var json = new JsonObject();
    json.addProperty("who", holder.who());
    json.addProperty("kind", holder.kind().name().toLowerCase(Locale.ROOT));
    json.addProperty("purpose", holder.purpose());
    json.addProperty("since", holder.since().toString());
    json.addProperty("generation", holder.generation());
    json.addProperty("report", held.report());
    held.order()
        .ifPresent(order -> json.addProperty("order", order.name().toLowerCase(Locale.ROOT)));
    return json;
  }
}
