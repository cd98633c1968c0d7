package ballast.inventory;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads JSON, with the place of every value.
final class JsonText {
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,4300}");

  private final String file;
  private final Places places;
  private final JsonReader json;

  private JsonText(String file, String text) {
    this.file = file;
    this.places = new Places(text);
    this.json = new JsonReader(places);
    json.setStrictness(Strictness.STRICT);
    json.setNestingLimit(Limits.MAX_NESTING);
  }

  static Document parse(String file, String text) {
    var reader = new JsonText(file, text);
    try {
      Value root = reader.value();
      if (reader.json.peek() != JsonToken.END_DOCUMENT) {
        return reader.broken("there is more after the end of the JSON");
      }
      return new Document.Parsed(root, List.of());
    } catch (MalformedJsonException e) {
      return reader.broken("this is not valid JSON");
    } catch (IOException | IllegalStateException e) {
      return reader.broken("this JSON ends too early");
    }
  }

  private Document broken(String what) {
    return new Document.Broken(new InventoryProblem(here(), what, places.currentLine()));
  }

  private Origin here() {
    return new Origin(file, places.line, Math.max(1, places.column));
  }

  private Value value() throws IOException {
    JsonToken next = json.peek();
    Origin at = here();
    return switch (next) {
      case BEGIN_OBJECT -> object(at);
      case BEGIN_ARRAY -> array(at);
      case STRING -> new Value.Text(json.nextString(), at);
      case NUMBER -> number(json.nextString(), at);
      case BOOLEAN -> new Value.Truth(json.nextBoolean(), at);
      case NULL -> nothing(at);
      case NAME, END_ARRAY, END_OBJECT, END_DOCUMENT ->
          throw new MalformedJsonException("a value is missing");
    };
  }

  private Value nothing(Origin at) throws IOException {
    json.nextNull();
    return new Value.Nothing(at);
  }

  private static Value number(String written, Origin at) {
    return WHOLE.matcher(written).matches()
        ? new Value.Whole(new BigInteger(written), at)
        : new Value.Real(Double.parseDouble(written), at);
  }

  private Value array(Origin at) throws IOException {
    var items = new ArrayList<Value>();
    json.beginArray();
    while (json.hasNext()) {
      items.add(value());
    }
    json.endArray();
    return new Value.ListOf(items, at);
  }

  private Value object(Origin at) throws IOException {
    Map<String, Value> entries = new LinkedHashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      entries.put(json.nextName(), value());
    }
    json.endObject();
    return marked(new Value.MapOf(entries, at));
  }

  /// Ansible writes vaulted and unsafe texts into JSON as objects of one entry.
  private static Value marked(Value.MapOf object) {
    if (object.entries().size() == 1 && object.entries().containsKey("__ansible_vault")) {
      return new Value.Vaulted(object.origin());
    }
    return object.entries().size() == 1
            && object.entries().get("__ansible_unsafe") instanceof Value.Text text
        ? text
        : object;
  }

  /// Hands out one character at a time, so that what was handed out tells where the JSON reader,
  /// which buffers, stands.
  private static final class Places extends Reader {
    private final String text;
    private int at;
    private int lineStart;
    private int line = 1;
    private int column;

    Places(String text) {
      this.text = text;
    }

    @Override
    public int read(char[] buffer, int offset, int length) {
      if (at == text.length() || length == 0) {
        return at == text.length() ? -1 : 0;
      }
      if (at > 0 && text.charAt(at - 1) == '\n') {
        line++;
        lineStart = at;
        column = 0;
      }
      buffer[offset] = text.charAt(at++);
      column++;
      return 1;
    }

    String currentLine() {
      int end = text.indexOf('\n', lineStart);
      return text.substring(lineStart, end < 0 ? text.length() : end).strip();
    }

    @Override
    public void close() {}
  }
}
