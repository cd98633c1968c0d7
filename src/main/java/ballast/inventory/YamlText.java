package ballast.inventory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/// Reads YAML 1.1 as PyYAML does, with the place of every value; `!vault` and `!unsafe` are
/// understood.
final class YamlText {
  private static final int MAX_ALIASES = 10_000;
  private static final Set<Tag> MAPPINGS = Set.of(Tag.MAP, Tag.SET, Tag.OMAP, Tag.PAIRS);

  private final String file;
  private final List<InventoryWarning> warnings = new ArrayList<>();

  /// Anchored nodes are turned into a value once, so that aliases of aliases cannot multiply.
  private final IdentityHashMap<Node, Value> done = new IdentityHashMap<>();

  private final IdentityHashMap<Node, Node> inProgress = new IdentityHashMap<>();

  private YamlText(String file) {
    this.file = file;
  }

  static Document parse(String file, String text) {
    var reader = new YamlText(file);
    try {
      Optional<Node> root = compose(text);
      Value value =
          root.isPresent() ? reader.value(root.get()) : new Value.Nothing(Origin.whole(file));
      return new Document.Parsed(value, reader.warnings);
    } catch (MarkedYAMLException e) {
      return reader.broken(e.getProblemMark(), "this is not valid YAML: " + e.getProblem());
    } catch (ReaderException e) {
      return new Document.Broken(
          new InventoryProblem(
              Origin.whole(file), "a character that YAML does not allow is in this file", ""));
    } catch (YAMLException e) {
      return new Document.Broken(
          new InventoryProblem(Origin.whole(file), "this YAML is refused", firstLine(e)));
    }
  }

  private static Optional<Node> compose(String text) {
    var options = new LoaderOptions();
    options.setCodePointLimit(Limits.MAX_FILE_BYTES);
    options.setNestingDepthLimit(Limits.MAX_NESTING);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    var parser = new ParserImpl(new StreamReader(text), options);
    return Optional.ofNullable(
        new Composer(parser, new PyYamlScalars.Tags(), options).getSingleNode());
  }

  private Value value(Node node) {
    Value known = done.get(node);
    if (known != null) {
      return known;
    }
    if (inProgress.put(node, node) != null) {
      throw refused(node, "an anchor contains itself");
    }
    Value value =
        switch (node) {
          case ScalarNode scalar -> scalar(scalar);
          case SequenceNode list -> list(list);
          case MappingNode mapping -> mapping(mapping);
          // Node is an open class of the library; it has no other kinds once composed.
          default -> throw refused(node, "this kind of YAML is not known");
        };
    inProgress.remove(node);
    done.put(node, value);
    return value;
  }

  private Value scalar(ScalarNode node) {
    return PyYamlScalars.value(node.getTag(), node.getValue(), origin(node.getStartMark()))
        .orElseThrow(() -> unknownTag(node));
  }

  private Value list(SequenceNode node) {
    if (!node.getTag().equals(Tag.SEQ)
        && !MAPPINGS.contains(node.getTag())
        && !node.getTag().getValue().equals("!unsafe")) {
      throw unknownTag(node);
    }
    return new Value.ListOf(
        node.getValue().stream().map(this::value).toList(), origin(node.getStartMark()));
  }

  private Value mapping(MappingNode node) {
    if (!MAPPINGS.contains(node.getTag()) && !node.getTag().getValue().equals("!unsafe")) {
      throw unknownTag(node);
    }
    Map<String, Value> entries = new LinkedHashMap<>();
    node.getValue().stream()
        .filter(YamlText::isMerge)
        .forEach(tuple -> merge(tuple.getValueNode(), entries));
    var written = new HashSet<String>();
    for (NodeTuple tuple : node.getValue()) {
      if (isMerge(tuple)) {
        continue;
      }
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw refused(tuple.getKeyNode(), "a key must be a single word or text");
      }
      if (!written.add(key.getValue())) {
        warnings.add(
            new InventoryWarning(
                origin(key.getStartMark()),
                "'" + key.getValue() + "' is written twice here; the last one counts"));
      }
      entries.put(key.getValue(), value(tuple.getValueNode()));
    }
    return new Value.MapOf(entries, origin(node.getStartMark()));
  }

  private static boolean isMerge(NodeTuple tuple) {
    return tuple.getKeyNode().getTag().equals(Tag.MERGE);
  }

  /// `<<: *a` and `<<: [*a, *b]`: of several, the first that has a key gives its value.
  private void merge(Node source, Map<String, Value> entries) {
    switch (value(source)) {
      case Value.MapOf(var merged, _) -> merged.forEach(entries::put);
      case Value.ListOf(var sources, _) -> {
        for (Value one : sources.reversed()) {
          if (one instanceof Value.MapOf(var merged, _)) {
            merged.forEach(entries::put);
          } else {
            throw refused(source, "'<<' takes a mapping or a list of mappings");
          }
        }
      }
      case Value.Text _,
          Value.Whole _,
          Value.Real _,
          Value.Truth _,
          Value.Nothing _,
          Value.Vaulted _ ->
          throw refused(source, "'<<' takes a mapping or a list of mappings");
    }
  }

  private static MarkedYAMLException unknownTag(Node node) {
    return refused(node, "the tag " + node.getTag().getValue() + " is not known");
  }

  private static MarkedYAMLException refused(Node node, String why) {
    return new Refusal(why, node.getStartMark());
  }

  /// Carries the place of a mistake out of the recursion; never leaves this class.
  private static final class Refusal extends MarkedYAMLException {
    Refusal(String problem, Mark mark) {
      super(null, null, problem, mark);
    }
  }

  private Document broken(Mark mark, String what) {
    Origin at = mark == null ? Origin.whole(file) : origin(mark);
    return new Document.Broken(new InventoryProblem(at, what, ""));
  }

  private Origin origin(Mark mark) {
    return new Origin(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String firstLine(YAMLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
