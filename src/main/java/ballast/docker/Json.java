package ballast.docker;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Someone else's JSON, read without trust: what must be there and is not is an error, never a
/// default.
record Json(JsonElement element) {
  private static final Json NOTHING = new Json(JsonNull.INSTANCE);

  static Json parse(String text) throws IOException {
    try (var reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      var element = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new IOException("its answer has more than one JSON value");
      }
      return new Json(element);
    } catch (JsonParseException | NumberFormatException garbage) {
      throw new IOException("its answer is no JSON: " + brief(text), garbage);
    }
  }

  private static String brief(String text) {
    String line = Words.plain(text.strip().lines().findFirst().orElse(""));
    return line.isEmpty() ? "it is empty" : "\"" + Words.brief(line, 80) + "\"";
  }

  /// The member of that name; nothing where there is none.
  Json at(String name) {
    return element instanceof JsonObject object && object.has(name)
        ? new Json(object.get(name))
        : NOTHING;
  }

  /// @throws IOException where there is no text of that name
  String text(String name) throws IOException {
    return maybeText(name)
        .orElseThrow(() -> new IOException("its answer has no text \"%s\"".formatted(name)));
  }

  Optional<String> maybeText(String name) {
    JsonElement value = at(name).element;
    return value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()
        ? Optional.of(value.getAsString())
        : Optional.empty();
  }

  /// @throws IOException where there is no whole number of that name
  long number(String name) throws IOException {
    JsonElement value = at(name).element;
    if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
      try {
        return value.getAsLong();
      } catch (NumberFormatException _) {
        throw new IOException("its answer has no whole number \"%s\"".formatted(name));
      }
    }
    throw new IOException("its answer has no number \"%s\"".formatted(name));
  }

  /// @throws IOException where there is neither true nor false of that name
  boolean flag(String name) throws IOException {
    JsonElement value = at(name).element;
    if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean()) {
      return value.getAsBoolean();
    }
    throw new IOException("its answer has no true or false \"%s\"".formatted(name));
  }

  /// @throws IOException where this is no list
  List<Json> items() throws IOException {
    if (!element.isJsonArray()) {
      throw new IOException("its answer is no list");
    }
    var items = new ArrayList<Json>();
    element.getAsJsonArray().forEach(item -> items.add(new Json(item)));
    return items;
  }

  /// Every member, in order; none where this is no object.
  Map<String, Json> members() {
    var members = new LinkedHashMap<String, Json>();
    if (element instanceof JsonObject object) {
      object.asMap().forEach((name, value) -> members.put(name, new Json(value)));
    }
    return members;
  }

  /// Every member that is a text.
  Map<String, String> texts() {
    var texts = new LinkedHashMap<String, String>();
    members().keySet().forEach(name -> maybeText(name).ifPresent(text -> texts.put(name, text)));
    return texts;
  }
}
