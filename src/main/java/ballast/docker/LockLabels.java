package ballast.docker;

import ballast.model.LockHolder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Who holds a lock, as labels, and back: the holder that is read equals the one that was written.
final class LockLabels {
  /// Whether a container is a lock at all, and of which kind.
  static final String KIND = "ballast.lock";

  private static final String WHO = "ballast.lock.who";
  private static final String PURPOSE = "ballast.lock.purpose";
  private static final String SINCE = "ballast.lock.since";
  private static final String MACHINE = "ballast.lock.process.machine";
  private static final String NUMBER = "ballast.lock.process.number";
  private static final String STARTED = "ballast.lock.process.started";

  /// Digits of a number in a label; more would not fit with what is added to it.
  private static final String WHOLE_NUMBER = "[0-9]{1,15}";

  private LockLabels() {}

  static JsonObject of(String service, LockHolder holder) {
    var labels = new JsonObject();
    labels.addProperty(Labels.SERVICE, service);
    labels.addProperty(Labels.GENERATION, Long.toString(holder.generation()));
    labels.addProperty(KIND, word(holder.kind()));
    labels.addProperty(WHO, holder.who());
    labels.addProperty(PURPOSE, holder.purpose());
    labels.addProperty(SINCE, holder.since().toString());
    holder
        .process()
        .ifPresent(process -> {
          labels.addProperty(MACHINE, process.machine());
          labels.addProperty(NUMBER, Long.toString(process.number()));
          labels.addProperty(STARTED, process.started());
        });
    return labels;
  }

  private static String word(LockHolder.Kind kind) {
    return switch (kind) {
      case COMMAND -> "command";
      case BY_HAND -> "by-hand";
    };
  }

  /// @throws IOException saying which label is missing or means nothing
  static LockHolder read(Map<String, String> labels) throws IOException {
    LockHolder.Kind kind = kind(label(labels, KIND));
    long generation = number(labels, Labels.GENERATION);
    if (generation < 1) {
      throw meansNothing(Labels.GENERATION, Long.toString(generation));
    }
    return new LockHolder(
        label(labels, WHO),
        kind,
        label(labels, PURPOSE),
        since(label(labels, SINCE)),
        generation,
        process(labels));
  }

  private static LockHolder.Kind kind(String word) throws IOException {
    for (LockHolder.Kind kind : LockHolder.Kind.values()) {
      if (word(kind).equals(word)) {
        return kind;
      }
    }
    throw meansNothing(KIND, word);
  }

  private static Instant since(String text) throws IOException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException _) {
      throw meansNothing(SINCE, text);
    }
  }

  private static Optional<LockHolder.LocalProcess> process(Map<String, String> labels)
      throws IOException {
    return labels.containsKey(MACHINE)
        ? Optional.of(
            new LockHolder.LocalProcess(
                label(labels, MACHINE), number(labels, NUMBER), label(labels, STARTED)))
        : Optional.empty();
  }

  static long number(Map<String, String> labels, String name) throws IOException {
    String text = label(labels, name);
    if (!text.matches(WHOLE_NUMBER)) {
      throw meansNothing(name, text);
    }
    return Long.parseLong(text);
  }

  private static String label(Map<String, String> labels, String name) throws IOException {
    String text = labels.get(name);
    if (text == null) {
      throw new IOException("it has no label " + name);
    }
    return text;
  }

  private static IOException meansNothing(String name, String text) {
    return new IOException(
        "its label %s is \"%s\"".formatted(name, Words.brief(Words.plain(text), 80)));
  }

  /// The generation that a container tells of; 0 where it tells none that makes sense.
  static long generation(Map<String, String> labels) {
    return Optional.ofNullable(labels.get(Labels.GENERATION))
        .filter(text -> text.matches(WHOLE_NUMBER))
        .map(Long::parseLong)
        .orElse(0L);
  }
}
