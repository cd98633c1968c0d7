package ballast.journal;

import ballast.event.Entry;
import ballast.event.EventJson;
import ballast.model.LockHolder.LocalProcess;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;

/// One line of a journal. The first says whose it is, every other one holds an event.
sealed interface JournalLine {
  record Told(Entry entry) implements JournalLine {}

  record Opened(Author author) implements JournalLine {}

  /// An event of a later version.
  record Unknown() implements JournalLine {}

  record Unreadable() implements JournalLine {}

  static JournalLine of(String line) {
    try {
      JsonElement json = JsonParser.parseString(line);
      if (!json.isJsonObject()) {
        return new Unreadable();
      }
      JsonObject object = json.getAsJsonObject();
      return author(object)
          .<JournalLine>map(Opened::new)
          .or(() -> EventJson.read(object).map(Told::new))
          .orElseGet(Unknown::new);
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException damaged) {
      return new Unreadable();
    } catch (NumberFormatException damaged) {
      return new Unreadable();
    }
  }

  private static Optional<Author> author(JsonObject json) {
    JsonElement kind = json.get("event");
    if (kind == null || !kind.isJsonPrimitive() || !kind.getAsString().equals(Author.EVENT)) {
      return Optional.empty();
    }
    return Optional.of(Author.read(json));
  }

  /// Whose journal it is.
  ///
  /// @param who a person and a machine
  /// @param process which writes it, where it can be found again
  record Author(String who, Optional<LocalProcess> process) {
    static final String EVENT = "journal_opened";

    JsonObject write() {
      var json = new JsonObject();
      json.addProperty("event", EVENT);
      json.addProperty("who", who);
      process.ifPresent(one -> {
        json.addProperty("machine", one.machine());
        json.addProperty("process", one.number());
        json.addProperty("process_started", one.started());
      });
      return json;
    }

    static Author read(JsonObject json) {
      return new Author(
          json.has("who") ? json.get("who").getAsString() : "",
          json.has("process")
              ? Optional.of(
                  new LocalProcess(
                      json.get("machine").getAsString(),
                      json.get("process").getAsLong(),
                      json.get("process_started").getAsString()))
              : Optional.empty());
    }
  }
}
