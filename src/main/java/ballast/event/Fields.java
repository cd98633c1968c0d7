package ballast.event;

import ballast.model.Host;
import ballast.model.Problem;
import ballast.model.Slot;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The fields of a JSON object that was written by [EventJson] or one of its kin: each is there and
/// has the right form, or reading fails with its name.
record Fields(JsonObject object) {
  static Fields of(JsonElement element) {
    if (!element.isJsonObject()) {
      throw new JsonParseException("not a JSON object: " + element);
    }
    return new Fields(element.getAsJsonObject());
  }

  boolean has(String name) {
    return object.has(name) && !object.get(name).isJsonNull();
  }

  private JsonElement get(String name) {
    if (!has(name)) {
      throw new JsonParseException("'" + name + "' is missing in " + object);
    }
    return object.get(name);
  }

  String text(String name) {
    JsonElement value = get(name);
    if (!value.isJsonPrimitive()) {
      throw new JsonParseException("'" + name + "' is not a text: " + value);
    }
    return value.getAsString();
  }

  long number(String name) {
    try {
      return get(name).getAsLong();
    } catch (NumberFormatException | IllegalStateException | UnsupportedOperationException e) {
      throw new JsonParseException("'" + name + "' is not a number", e);
    }
  }

  int small(String name) {
    return Math.toIntExact(number(name));
  }

  Duration duration(String name) {
    return Duration.ofMillis(number(name));
  }

  Instant instant(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeException e) {
      throw new JsonParseException("'" + name + "' is not a time", e);
    }
  }

  Host host(String name) {
    return new Host(text(name));
  }

  Slot slot(String name) {
    String text = text(name);
    int slash = text.lastIndexOf('/');
    try {
      return new Slot(
          new Host(text.substring(0, Math.max(0, slash))),
          Integer.parseInt(text.substring(slash + 1)));
    } catch (IllegalArgumentException e) {
      throw new JsonParseException("'" + name + "' is not a slot: " + text, e);
    }
  }

  Fields inner(String name) {
    return of(get(name));
  }

  List<Fields> list(String name) {
    JsonElement value = get(name);
    if (!value.isJsonArray()) {
      throw new JsonParseException("'" + name + "' is not a list");
    }
    JsonArray array = value.getAsJsonArray();
    return array.asList().stream().map(Fields::of).toList();
  }

  Problem problem(String name) {
    Fields fields = inner(name);
    return new Problem(fields.text("what"), fields.text("why"), fields.text("next"));
  }

  static JsonObject json(Problem problem) {
    var json = new JsonObject();
    json.addProperty("what", problem.what());
    json.addProperty("why", problem.why());
    json.addProperty("next", problem.next());
    return json;
  }
}
