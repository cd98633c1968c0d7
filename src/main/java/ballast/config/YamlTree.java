package ballast.config;

import java.io.StringReader;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.StreamReader;

/// YAML text to nodes that know their place. Objects are never built from it.
sealed interface YamlTree {
  int TEXT_CHARACTERS_MAX = 1 << 20;
  int NESTING_MAX = 30;
  int ALIASES_MAX = 50;

  /// Values under these keys are never shown.
  Set<String> SECRET_KEYS =
      Set.of("env", "environment", "options", "secrets", "registry", "notify", "webhook", "slack");

  record Tree(Node root, Source source) implements YamlTree {}

  /// Nothing but comments.
  record Empty() implements YamlTree {}

  record Broken(Diagnostic mistake) implements YamlTree {}

  static YamlTree of(String text, String file) {
    if (text.length() > TEXT_CHARACTERS_MAX) {
      return new Broken(tooLong(file));
    }
    var source = Source.of(file, text);
    return unprintable(text, source)
        .<YamlTree>map(Broken::new)
        .orElseGet(() -> compose(text, source));
  }

  static Diagnostic tooLong(String file) {
    return Diagnostic.ofFile(
        file,
        "more than %d kilobytes".formatted(TEXT_CHARACTERS_MAX >> 10),
        "no ballast.yml is that long: is it the right file? Many hosts belong into an inventory");
  }

  private static YamlTree compose(String text, Source source) {
    var options = new LoaderOptions();
    options.setCodePointLimit(TEXT_CHARACTERS_MAX);
    options.setNestingDepthLimit(NESTING_MAX);
    options.setMaxAliasesForCollections(ALIASES_MAX);
    try {
      Optional<Node> root = Optional.ofNullable(new Yaml(options).compose(new StringReader(text)));
      root.ifPresent(node -> blotSecrets(node, source, seen()));
      return root.<YamlTree>map(node -> new Tree(node, source)).orElseGet(Empty::new);
    } catch (MarkedYAMLException e) {
      source.blotByName();
      return new Broken(inItsWords(e, source));
    } catch (YAMLException e) {
      source.blotByName();
      return new Broken(Diagnostic.ofFile(source.file(), "not YAML: " + e.getMessage(), ""));
    }
  }

  private static Diagnostic inItsWords(MarkedYAMLException e, Source source) {
    String problem = Optional.ofNullable(e.getProblem()).orElse("");
    String context = Optional.ofNullable(e.getContext()).map(c -> c + ", ").orElse("");
    var mark =
        Optional.ofNullable(e.getProblemMark()).or(() -> Optional.ofNullable(e.getContextMark()));
    String hint =
        problem.contains("another document")
            ? "one file, one service: take out the '---'"
            : problem.contains("TAB") ? "indent with spaces" : "";
    String what = "not YAML: " + context + problem;
    return mark.map(at -> source.at(at, what, hint))
        .orElseGet(() -> Diagnostic.ofFile(source.file(), what, hint));
  }

  /// What a text file does not contain; checked first, since the parser's answer has no place.
  private static Optional<Diagnostic> unprintable(String text, Source source) {
    int at = 0;
    while (at < text.length() && StreamReader.isPrintable(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    if (at == text.length()) {
      return Optional.empty();
    }
    source.blotByName();
    String before = text.substring(0, at);
    String[] lines = before.split("\\R", -1);
    String last = lines[lines.length - 1];
    return Optional.of(
        source.at(
            lines.length - 1,
            last.codePointCount(0, last.length()),
            "the character U+%04X has no place in a text file".formatted(text.codePointAt(at)),
            "is it the right file?"));
  }

  private static Set<Node> seen() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /// Depth is bounded by [#NESTING_MAX]; an alias leads to a node seen before.
  private static void blotSecrets(Node node, Source source, Set<Node> seen) {
    if (!seen.add(node)) {
      return;
    }
    switch (node) {
      case MappingNode mapping -> mapping.getValue().forEach(t -> blotSecrets(t, source, seen));
      case SequenceNode list -> list.getValue().forEach(n -> blotSecrets(n, source, seen));
      case Node _ -> {}
    }
  }

  private static void blotSecrets(NodeTuple tuple, Source source, Set<Node> seen) {
    boolean secret =
        tuple.getKeyNode() instanceof ScalarNode key && SECRET_KEYS.contains(key.getValue());
    if (secret) {
      blotValues(tuple.getValueNode(), source, seen());
    }
    blotSecrets(tuple.getKeyNode(), source, seen);
    blotSecrets(tuple.getValueNode(), source, seen);
  }

  /// The names of variables may be seen, and are what one looks for.
  private static void blotValues(Node node, Source source, Set<Node> seen) {
    if (!seen.add(node)) {
      return;
    }
    switch (node) {
      case MappingNode mapping ->
          mapping.getValue().forEach(tuple -> blotValues(tuple.getValueNode(), source, seen));
      case Node other -> source.blot(other.getStartMark(), other.getEndMark());
    }
  }
}
