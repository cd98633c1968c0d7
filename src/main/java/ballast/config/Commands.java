package ballast.config;

import java.util.List;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads commands. A list is taken as it is, a text is split as a shell would split it.
final class Commands {
  private Commands() {}

  /// @return none where there is none, or it was told what is wrong with it
  static List<String> read(Section section, Key key) {
    return section.node(key).map(node -> read(section, key, node)).orElse(List.of());
  }

  private static List<String> read(Section section, Key key, Node node) {
    if (node instanceof SequenceNode) {
      return section.list(key, Form::fits);
    }
    var words = section.fitted(key, node, ShellWords::of).orElse(List.of());
    ShellWords.shellOnly(words)
        .ifPresent(word ->
            section
                .notes()
                .warning(
                    node,
                    "%s: no shell runs it, so '%s' is an argument like any other"
                        .formatted(section.path(key), word),
                    "for a shell write [sh, -c, \"…\"]"));
    return words;
  }
}
