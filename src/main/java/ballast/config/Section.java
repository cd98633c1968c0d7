package ballast.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// One mapping of the file whose keys are known: `rollout:` with all that is in it.
///
/// Reading goes on past a mistake, with the default in the place of what could not be read; a
/// config is made only when there was none.
final class Section {
  private static final int LIST_MAX = 10_000;

  private final Optional<Key> self;
  private final String place;
  private final Map<String, Entries.Entry> entries;
  private final Notes notes;

  private Section(
      Optional<Key> self, String place, Map<String, Entries.Entry> entries, Notes notes) {
    this.self = self;
    this.place = place;
    this.entries = entries;
    this.notes = notes;
  }

  /// The whole file.
  static Section top(Node root, Notes notes) {
    return of(Optional.empty(), root, notes);
  }

  static Section of(Optional<Key> self, Node node, Notes notes) {
    return of(self, self.map(Key::path).orElse(""), node, notes);
  }

  /// A section with the same keys as another one, at a place of its own.
  static Section like(Key other, String place, Node node, Notes notes) {
    return of(Optional.of(other), place, node, notes);
  }

  private static Section of(Optional<Key> self, String place, Node node, Notes notes) {
    if (!(node instanceof MappingNode mapping)) {
      String where = place.isEmpty() ? "" : place + ": ";
      notes.mistake(node, where + kind(node) + " where keys are wanted", "as in " + example(self));
      return new Section(self, place, Map.of(), notes);
    }
    var section = new Section(self, place, Entries.of(mapping, notes), notes);
    section.entries.forEach((word, entry) -> section.checkKnown(word, entry.key()));
    return section;
  }

  private static String example(Optional<Key> self) {
    Key first = Key.in(self).getFirst();
    return first.word() + ": " + first.text();
  }

  private void checkKnown(String word, Node at) {
    var known = Key.in(self);
    var match = known.stream().filter(key -> key.word().equals(word)).findFirst();
    if (match.isEmpty()) {
      notes.mistake(at, "unknown key '%s'".formatted(word), hint(word, known));
    } else if (match.get().kind() == Key.Kind.LATER) {
      notes.mistake(
          at,
          "not yet: '%s' (%s) is not in this version".formatted(word, match.get().doc()),
          "leave it out");
    }
  }

  private static String hint(String word, List<Key> known) {
    var readable = known.stream().filter(key -> key.kind() != Key.Kind.LATER);
    return Nearest.to(word, readable.map(Key::word).toList())
        .map("did you mean '%s'?"::formatted)
        .or(() -> Key.elsewhere(word).map(key -> "it is written as " + key.path()))
        .orElse("");
  }

  Notes notes() {
    return notes;
  }

  /// What a key of this section is called where it stands.
  String path(Key key) {
    return place.isEmpty() ? key.word() : place + "." + key.word();
  }

  boolean has(Key key) {
    return node(key).isPresent();
  }

  /// What stands at a key of this section.
  Optional<Node> node(Key key) {
    return entry(key).map(Entries.Entry::value);
  }

  /// The key itself, to point at.
  Optional<Node> keyNode(Key key) {
    return entry(key).map(Entries.Entry::key);
  }

  private Optional<Entries.Entry> entry(Key key) {
    if (!Key.in(self).contains(key)) {
      throw new IllegalArgumentException(key + " is no key of " + self);
    }
    return Optional.ofNullable(entries.get(key.word()));
  }

  /// The value of a key, or its default.
  <T> T value(Key key, Form<T> form) {
    return value(key, form, key.text());
  }

  /// The value of a key, or that default.
  <T> T value(Key key, Form<T> form, String otherwise) {
    return maybe(key, form).orElseGet(() -> sure(key, form, otherwise));
  }

  /// The default of a key that may not be there.
  <T> T sure(Key key, Form<T> form) {
    return sure(key, form, key.text());
  }

  private static <T> T sure(Key key, Form<T> form, String text) {
    return switch (form.read(text)) {
      case Form.Outcome.Fits<T>(var value) -> value;
      case Form.Outcome.Misfit<T>(var what, var hint) ->
          throw new IllegalStateException("the default of %s: %s, %s".formatted(key, what, hint));
    };
  }

  /// The value of a key that is there and fits.
  <T> Optional<T> maybe(Key key, Form<T> form) {
    return node(key).flatMap(node -> fitted(key, node, form));
  }

  /// What one node says, if it fits.
  <T> Optional<T> fitted(Key key, Node node, Form<T> form) {
    return text(path(key), node).flatMap(text -> fitted(path(key), node, text, form));
  }

  /// What one node says, if it fits.
  ///
  /// @param path of a key that the table does not have
  <T> Optional<T> fitted(String path, Node node, Form<T> form) {
    return text(path, node).flatMap(text -> fitted(path, node, text, form));
  }

  private <T> Optional<T> fitted(String path, Node node, String text, Form<T> form) {
    return switch (form.read(text)) {
      case Form.Outcome.Fits<T>(var value) -> Optional.of(value);
      case Form.Outcome.Misfit<T>(var what, var hint) -> {
        notes.mistake(node, path + ": " + what, hint);
        yield Optional.empty();
      }
    };
  }

  /// A scalar as it is written: `yes` is yes and `0x10` is 0x10.
  private Optional<String> text(String path, Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      notes.mistake(node, path + ": " + kind(node) + " where one value is wanted", "");
    } else if (scalar.getTag().equals(Tag.NULL)) {
      notes.mistake(node, path + ": has no value", "write one (\"\" is empty), or leave it out");
    } else if (!Tag.standardTags.contains(scalar.getTag())) {
      notes.mistake(node, "%s: the tag %s means nothing here".formatted(path, scalar.getTag()), "");
    } else if (scalar.getValue().indexOf('\0') >= 0) {
      notes.mistake(node, path + ": contains the character U+0000", "no program could take it");
    } else {
      return Optional.of(scalar.getValue());
    }
    return Optional.empty();
  }

  /// The values of a list; none where the key is left out.
  <T> List<T> list(Key key, Form<T> form) {
    var values = new ArrayList<T>();
    for (Node item : items(key)) {
      fitted(key, item, form).ifPresent(values::add);
    }
    return values;
  }

  /// The nodes of a list; none where the key is left out.
  List<Node> items(Key key) {
    return node(key).map(node -> items(key, node)).orElse(List.of());
  }

  private List<Node> items(Key key, Node node) {
    if (!(node instanceof SequenceNode list)) {
      notes.mistake(
          node, path(key) + ": " + kind(node) + " where a list is wanted", "as in " + key.text());
      return List.of();
    }
    if (list.getValue().size() > LIST_MAX) {
      notes.mistake(node, "%s: more than %d entries".formatted(path(key), LIST_MAX), "");
      return List.of();
    }
    return list.getValue();
  }

  /// A mapping whose keys the user chooses.
  <T> SortedMap<String, T> map(Key key, Form<String> names, Function<String, Form<T>> values) {
    var map = new TreeMap<String, T>();
    node(key)
        .ifPresent(node -> {
          if (!(node instanceof MappingNode mapping)) {
            String what = path(key) + ": " + kind(node) + " where names with values are wanted";
            notes.mistake(node, what, "as in " + key.text());
            return;
          }
          Entries.of(mapping, notes)
              .forEach((name, entry) -> {
                String path = path(key) + "." + name;
                fitted(path(key), entry.key(), name, names)
                    .flatMap(_ -> text(path, entry.value()))
                    .flatMap(text -> fitted(path, entry.value(), text, values.apply(name)))
                    .ifPresent(value -> map.put(name, value));
              });
        });
    return map;
  }

  /// A section within this one; empty where it is left out or says nothing.
  Section section(Key key) {
    return node(key)
        .filter(node -> !node.getTag().equals(Tag.NULL))
        .map(node -> of(Optional.of(key), node, notes))
        .orElseGet(() -> new Section(Optional.of(key), path(key), Map.of(), notes));
  }

  private static String kind(Node node) {
    return switch (node) {
      case MappingNode _ -> "a mapping";
      case SequenceNode _ -> "a list";
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
      case Node _ -> "a single value";
    };
  }
}
