package ballast.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// The entries of one mapping, with `<<` taken in: what is written here comes before what is
/// merged.
final class Entries {
  /// Merges may lead to merges, and to themselves.
  private static final int MERGES_MAX = 100;

  record Entry(Node key, Node value) {}

  private final Map<String, Entry> all = new LinkedHashMap<>();
  private final Notes notes;
  private int merges;

  private Entries(Notes notes) {
    this.notes = notes;
  }

  static Map<String, Entry> of(MappingNode mapping, Notes notes) {
    var entries = new Entries(notes);
    entries.take(mapping);
    return Collections.unmodifiableMap(entries.all);
  }

  private void take(MappingNode mapping) {
    var own = new LinkedHashMap<String, Entry>();
    mapping.getValue().forEach(tuple -> own(tuple, own));
    own.forEach(all::putIfAbsent);
    mapping.getValue().stream()
        .filter(tuple -> tuple.getKeyNode().getTag().equals(Tag.MERGE))
        .forEach(tuple -> merge(tuple.getValueNode()));
  }

  private void own(NodeTuple tuple, Map<String, Entry> own) {
    Node key = tuple.getKeyNode();
    if (key.getTag().equals(Tag.MERGE)) {
      return;
    }
    if (!(key instanceof ScalarNode name)) {
      notes.mistake(key, "a key is a word, not a list or a mapping", "");
      return;
    }
    Entry first = own.putIfAbsent(name.getValue(), new Entry(key, tuple.getValueNode()));
    if (first != null) {
      var mark = first.key().getStartMark();
      notes.mistake(
          key,
          "'%s' is given twice".formatted(name.getValue()),
          "the first is in line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1));
    }
  }

  private void merge(Node value) {
    merges++;
    if (merges > MERGES_MAX) {
      notes.mistake(value, "more than %d merges in one mapping".formatted(MERGES_MAX), "");
      return;
    }
    switch (value) {
      case MappingNode mapping -> take(mapping);
      case SequenceNode list when merges <= MERGES_MAX -> {
        for (Node item : list.getValue()) {
          if (merges > MERGES_MAX) {
            return;
          }
          merge(item);
        }
      }
      case Node other -> notes.mistake(other, "'<<' merges mappings only", "as in <<: *name");
    }
  }
}
