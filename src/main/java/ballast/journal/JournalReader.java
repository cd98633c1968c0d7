package ballast.journal;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.EventJson;
import ballast.event.Receipt;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads journals back.
public final class JournalReader {
  private JournalReader() {}

  /// @param id the rollout's
  /// @throws IOException also when a line in the middle is no event; a last line that was torn off
  ///   by a crash is left out
  public static List<Entry> read(Path folder, String id) throws IOException {
    return read(JournalFile.of(folder, id));
  }

  static List<Entry> read(Path file) throws IOException {
    var entries = new ArrayList<Entry>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      String line = lines.readLine();
      while (line != null) {
        number++;
        String next = lines.readLine();
        try {
          entry(line).ifPresent(entries::add);
        } catch (JsonParseException e) {
          if (next != null) {
            throw new IOException("%s:%d is no event".formatted(file, number), e);
          }
        }
        line = next;
      }
    }
    return entries;
  }

  private static Optional<Entry> entry(String line) {
    JsonElement json = JsonParser.parseString(line);
    if (!json.isJsonObject()) {
      throw new JsonParseException("not a JSON object");
    }
    return EventJson.read(json.getAsJsonObject());
  }

  /// How that rollout ended, if it did.
  static Optional<Receipt> receipt(List<Entry> entries) {
    return entries.reversed().stream()
        .map(Entry::event)
        .filter(Event.RolloutEnded.class::isInstance)
        .map(event -> ((Event.RolloutEnded) event).receipt())
        .findFirst();
  }
}
