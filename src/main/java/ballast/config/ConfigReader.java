package ballast.config;

import ballast.model.Policy;
import ballast.model.Service;
import ballast.model.Strategy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;

/// Reads ballast.yml: a config, or every mistake in it.
public final class ConfigReader {
  /// Why a rollout that takes hosts out of the edge cannot be.
  public static final String NO_EDGE =
      "host takes each host out of the load balancer in front of it, and there is no `edge:`";

  /// What helps.
  public static final String WRITE_EDGE = "write it (docs/edge.md), or choose another strategy";

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private ConfigReader() {}

  /// Reads the file; what keeps it from being read is a mistake like any other.
  public static Reading read(Path file) {
    String name = file.toString();
    if (Files.isDirectory(file)) {
      return refused(Diagnostic.ofFile(name, "is a folder", "name the file: -c FILE"));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(YamlTree.TEXT_CHARACTERS_MAX + 1);
      return bytes.length > YamlTree.TEXT_CHARACTERS_MAX
          ? refused(YamlTree.tooLong(name))
          : decode(bytes, name);
    } catch (NoSuchFileException _) {
      return refused(
          Diagnostic.ofFile(name, "no such file", "run ballast init, or name another: -c FILE"));
    } catch (AccessDeniedException _) {
      return refused(Diagnostic.ofFile(name, "may not be read", "look at its permissions"));
    } catch (IOException e) {
      return refused(Diagnostic.ofFile(name, "cannot be read: " + e.getMessage(), ""));
    }
  }

  private static Reading decode(byte[] bytes, String name) {
    try {
      // A new decoder reports what is not UTF-8; String's own would replace it in silence.
      return parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), name);
    } catch (CharacterCodingException _) {
      // What cannot be decoded becomes U+FFFD, which shows the place.
      String text = new String(bytes, StandardCharsets.UTF_8);
      String[] before = text.substring(0, Math.max(0, text.indexOf('\uFFFD'))).split("\\R", -1);
      String last = before[before.length - 1];
      var source = Source.of(name, text);
      source.blotByName();
      return refused(
          source.at(
              before.length - 1,
              last.codePointCount(0, last.length()),
              "not UTF-8 from here on",
              "save it as UTF-8"));
    }
  }

  private static Reading refused(Diagnostic mistake) {
    return new Reading.Refused(List.of(mistake));
  }

  /// Reads the text of a file of that name. Pure; the name is for diagnostics and for the paths in
  /// the text, which are as seen from the file.
  public static Reading parse(String text, String fileName) {
    String bare = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    return switch (YamlTree.of(bare, fileName)) {
      case YamlTree.Broken(var mistake) -> refused(mistake);
      case YamlTree.Empty() ->
          refused(Diagnostic.ofFile(fileName, "is empty", "it needs " + needed(needed())));
      case YamlTree.Tree(var root, var source) -> read(root, new Notes(source));
    };
  }

  private static Reading read(Node root, Notes notes) {
    var top = Section.top(root, notes);
    tellMissing(top, notes);
    Config config = config(top);
    return notes.clean()
        ? new Reading.Read(config, notes.warnings())
        : new Reading.Refused(notes.mistakes());
  }

  private static List<Key> needed() {
    return Arrays.stream(Key.values()).filter(key -> key.kind() == Key.Kind.NEEDED).toList();
  }

  private static String needed(List<Key> keys) {
    return keys.stream()
        .map(key -> "'%s: %s' (%s)".formatted(key.word(), key.text(), key.doc()))
        .collect(Collectors.joining(", "));
  }

  private static void tellMissing(Section top, Notes notes) {
    var missing = needed().stream().filter(key -> !top.has(key)).toList();
    if (!missing.isEmpty()) {
      String words = missing.stream().map(Key::word).collect(Collectors.joining(", "));
      notes.missing("missing: " + words, "as in " + needed(missing));
    }
  }

  private static Config config(Section top) {
    var hosts = new HostsReader(top);
    int slots = top.value(Key.SLOTS, Forms.SLOTS);
    Service service = service(top, slots);
    Policy policy = RolloutReader.read(top.section(Key.ROLLOUT), slots);
    Optional<EdgeSettings> edge = EdgeReader.read(top.section(Key.EDGE), service.name());
    mustHaveEdge(top, policy);
    return new Config(
        service,
        policy,
        hosts.hosts(),
        top.maybe(Key.PATTERN, Forms.LINE),
        top.section(Key.LOCK).maybe(Key.LOCK_HOST, Forms.LINE),
        hosts.ssh(),
        hosts.docker(),
        HooksReader.read(top.section(Key.HOOKS)),
        NotifyReader.read(top.section(Key.NOTIFY)),
        SecretsReader.secrets(top.section(Key.CONTAINER), service.container()),
        SecretsReader.registry(top.section(Key.REGISTRY)),
        edge);
  }

  /// What is wrong in `edge:` itself is told there.
  private static void mustHaveEdge(Section top, Policy policy) {
    if (policy.strategy().edge() == Strategy.AtEdge.LEAVES
        && !EdgeReader.isNamed(top.section(Key.EDGE))) {
      top.section(Key.ROLLOUT)
          .node(Key.STRATEGY)
          .ifPresent(node -> top.notes().mistake(node, "rollout.strategy: " + NO_EDGE, WRITE_EDGE));
    }
  }

  private static Service service(Section top, int slots) {
    String name = top.value(Key.SERVICE, Forms.SERVICE_NAME);
    var container = top.section(Key.CONTAINER);
    int port = top.value(Key.PORT, Forms.PORT);
    var balancers = top.section(Key.BALANCER);
    var balancer = BalancerReader.read(balancers, name, port);
    BalancerReader.checkNetwork(container, balancer);
    return new Service(
        name,
        top.value(Key.IMAGE, DockerForms.REPOSITORY),
        port,
        slots,
        top.value(Key.NAME, Forms::containerName, Key.NAME.text(name)),
        ContainerReader.read(container, slots),
        HealthReader.read(top.section(Key.HEALTH), balancer, balancers),
        balancer);
  }
}
