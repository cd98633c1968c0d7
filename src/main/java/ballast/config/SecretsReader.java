package ballast.config;

import static ballast.config.Form.fits;

import ballast.model.ContainerSpec;
import ballast.model.RegistryChoice;
import ballast.model.SecretSource;
import ballast.model.SecretSpec;
import ballast.model.SecretSpec.Delivery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads `container: secrets` and `registry:`: where secrets are, never what they are. What is
/// written here by mistake may be one, so no message repeats a value.
final class SecretsReader {
  private static final int SECRETS_MAX = 50;
  private static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]{0,63}";
  private static final String AS = "as";

  private static final Form<String> NAME =
      Form.matching(
          "[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}",
          "a secret's name",
          "up to 64 letters, digits, '_', '.' and '-', not beginning with '.' or '-'");

  private static final Form<String> VARIABLE_NAME =
      text ->
          text.matches(VARIABLE)
              ? fits(text)
              : new Form.Outcome.Misfit<>(
                  "that is not the name of a variable",
                  "as in {env: DB_PASSWORD}; the secret itself never stands in this file");

  private static final Form<Path> PATH =
      text ->
          switch (Forms.path(text)) {
            case Form.Outcome.Fits<Path>(var path) -> fits(path);
            case Form.Outcome.Misfit<Path> _ ->
                new Form.Outcome.Misfit<>(
                    "that is not the path of a file", "as in {file: secrets/db}");
          };

  private static final Form<List<String>> COMMAND =
      text ->
          switch (ShellWords.of(text)) {
            case Form.Outcome.Fits<List<String>>(var words) when !words.isEmpty() -> fits(words);
            case Form.Outcome.Fits<List<String>> _, Form.Outcome.Misfit<List<String>> _ ->
                new Form.Outcome.Misfit<>(
                    "that is not a command", "as in {command: [op, read, \"op://vault/db\"]}");
          };

  private static final Form<Delivery> DELIVERY =
      Form.oneOf(
          "a way to hand it over", Map.of("file", Delivery.FILE, "env", Delivery.ENV), List.of());

  /// Where a secret may be, as it is written.
  private enum Kind {
    ENV,
    FILE,
    COMMAND;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Section section;
  private final Notes notes;

  private SecretsReader(Section section) {
    this.section = section;
    this.notes = section.notes();
  }

  static List<SecretSpec> secrets(Section container, ContainerSpec spec) {
    return new SecretsReader(container).secrets(spec);
  }

  static RegistryChoice registry(Section registry) {
    return new SecretsReader(registry).registry();
  }

  private List<SecretSpec> secrets(ContainerSpec spec) {
    Optional<Node> node = section.node(Key.SECRETS);
    var secrets = new ArrayList<SecretSpec>();
    mapping(Key.SECRETS.path(), node)
        .forEach((name, entry) ->
            section
                .fitted(Key.SECRETS, entry.key(), NAME)
                .flatMap(_ -> secret(name, entry, spec))
                .ifPresent(secrets::add));
    if (secrets.size() > SECRETS_MAX) {
      notes.mistake(
          node.orElseThrow(),
          "%s: more than %d".formatted(Key.SECRETS.path(), SECRETS_MAX),
          "put several values into one file");
    }
    return List.copyOf(secrets);
  }

  private Map<String, Entries.Entry> mapping(String path, Optional<Node> node) {
    if (node.isPresent() && !(node.get() instanceof MappingNode)) {
      notes.mistake(
          node.get(),
          path + ": says not where it is",
          "as in {env: DB_PASSWORD}, {file: secrets/db} or {command: [op, read, \"op://vault/db\"]}");
    }
    return node.filter(MappingNode.class::isInstance)
        .map(MappingNode.class::cast)
        .map(mapping -> Entries.of(mapping, notes))
        .orElse(Map.of());
  }

  private Optional<SecretSpec> secret(String name, Entries.Entry entry, ContainerSpec spec) {
    String path = Key.SECRETS.path() + "." + name;
    Map<String, Entries.Entry> words = mapping(path, Optional.of(entry.value()));
    Optional<SecretSource> source = source(path, entry.value(), words, List.of(AS));
    Delivery delivery =
        Optional.ofNullable(words.get(AS))
            .flatMap(as -> section.fitted(path + "." + AS, as.value(), DELIVERY))
            .orElse(Delivery.FILE);
    switch (delivery) {
      case ENV -> checkVariable(path, name, entry.key(), spec);
      case FILE -> checkVolumes(name, spec);
    }
    return source.map(where -> new SecretSpec(name, delivery, where));
  }

  private void checkVariable(String path, String name, Node at, ContainerSpec spec) {
    if (!name.matches(VARIABLE)) {
      notes.mistake(
          at, path + ": with as: env its name is that of a variable", "letters, digits and '_'");
    } else if (spec.env().containsKey(name)) {
      notes.mistake(
          at, path + ": container.env has a variable of that name", "take one of them out");
    }
  }

  /// A volume would hide the file, or keep it after the container is gone.
  private void checkVolumes(String name, ContainerSpec spec) {
    String file = SecretSpec.FOLDER + "/" + name;
    spec.volumes().stream()
        .map(volume -> volume.split(":", -1))
        .filter(parts -> parts.length > 1 && (file + "/").startsWith(folder(parts[1]) + "/"))
        .findFirst()
        .flatMap(_ -> section.keyNode(Key.VOLUMES))
        .ifPresent(at ->
            notes.mistake(
                at,
                "container.volumes: one lies on %s, where secrets are files".formatted(file),
                "put it elsewhere in the container"));
  }

  private static String folder(String path) {
    return path.replaceFirst("^/var/run(?=/|$)", "/run").replaceFirst("/+$", "");
  }

  /// Exactly one of the sources, and nothing unknown beside it.
  private Optional<SecretSource> source(
      String path, Node at, Map<String, Entries.Entry> words, List<String> others) {
    tellUnknown(path, words, others);
    Map<Kind, Node> named = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      Optional.ofNullable(words.get(kind.word()))
          .ifPresent(entry -> named.put(kind, entry.value()));
    }
    if (named.isEmpty() && at instanceof MappingNode) {
      notes.mistake(at, path + ": says not where it is", "write one of env, file and command");
    }
    if (named.size() > 1) {
      String several = named.keySet().stream().map(Kind::word).collect(Collectors.joining(" and "));
      notes.mistake(at, "%s: %s at once".formatted(path, several), "write only one of them");
    }
    return named.size() == 1
        ? named.entrySet().stream()
            .flatMap(one -> source(path, one.getKey(), one.getValue()).stream())
            .findFirst()
        : Optional.empty();
  }

  private void tellUnknown(String path, Map<String, Entries.Entry> words, List<String> others) {
    var known =
        Stream.concat(Arrays.stream(Kind.values()).map(Kind::word), others.stream()).toList();
    words.forEach((word, entry) -> {
      if (!known.contains(word)) {
        notes.mistake(
            entry.key(),
            "%s: unknown key '%s'".formatted(path, word),
            Nearest.to(word, known)
                .map("did you mean '%s'?"::formatted)
                .orElse("one of " + String.join(", ", known)));
      }
    });
  }

  private Optional<SecretSource> source(String path, Kind kind, Node value) {
    String where = path + "." + kind.word();
    return switch (kind) {
      case ENV -> section.fitted(where, value, VARIABLE_NAME).map(SecretSource.Variable::new);
      case FILE ->
          section.fitted(where, value, PATH).map(this::beside).map(SecretSource.InFile::new);
      case COMMAND -> command(where, value);
    };
  }

  private Optional<SecretSource> command(String path, Node value) {
    Optional<List<String>> words =
        value instanceof SequenceNode list
            ? Optional.of(
                list.getValue().stream()
                    .flatMap(word -> section.fitted(path, word, Form::fits).stream())
                    .toList())
            : section.fitted(path, value, COMMAND);
    if (words.filter(List::isEmpty).isPresent()) {
      notes.mistake(value, path + ": an empty command", "name a program");
      return Optional.empty();
    }
    return words.map(
        all -> new SecretSource.Output(all, beside(Path.of(".")).toAbsolutePath().normalize()));
  }

  /// Paths in the file are as seen from the file, wherever Ballast is run.
  private Path beside(Path path) {
    return path.startsWith("~") ? path : Path.of(notes.file()).resolveSibling(path);
  }

  private RegistryChoice registry() {
    Optional<Path> file = section.maybe(Key.REGISTRY_CONFIG, Forms::path).map(this::beside);
    Optional<String> user = section.maybe(Key.REGISTRY_USERNAME, Forms.LINE);
    Optional<Node> password = section.node(Key.REGISTRY_PASSWORD);
    String path = Key.REGISTRY_PASSWORD.path();
    Optional<SecretSource> source =
        password.flatMap(node -> source(path, node, mapping(path, Optional.of(node)), List.of()));
    tellHalves();
    if (user.isPresent() && source.isPresent()) {
      return new RegistryChoice.Given(user.get(), source.get());
    }
    return new RegistryChoice.DockerConfig(file);
  }

  private void tellHalves() {
    Optional<Node> user = section.keyNode(Key.REGISTRY_USERNAME);
    Optional<Node> password = section.keyNode(Key.REGISTRY_PASSWORD);
    if (user.isPresent() != password.isPresent()) {
      notes.mistake(
          user.or(() -> password).orElseThrow(),
          "registry: username and password go together",
          "as in {username: ci, password: {env: REGISTRY_PASSWORD}}");
    }
    if (user.isPresent()) {
      section
          .keyNode(Key.REGISTRY_CONFIG)
          .ifPresent(node ->
              notes.mistake(node, "registry: config and username at once", "take one of them out"));
    }
  }
}
