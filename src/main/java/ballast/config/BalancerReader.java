package ballast.config;

import ballast.model.BalancerChoice;
import ballast.model.Https;
import ballast.model.NamePattern;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Reads `balancer:`: one of three, and only the keys that go with it.
///
/// ```
/// managed: true (or nothing)   mode, http, tcp, image, subnet, https, template, shared, route
/// socket: PATH                 master
/// container: NAME              admin_socket, master
/// ```
final class BalancerReader {
  private static final int HTTPS_PORT = 443;
  private static final int MOST_CERTIFICATES = 100;
  private static final String CERTS_HINT = "as in https: {certs: %s}".formatted(Key.CERTS.text());
  private static final Set<String> NO_FIXED_ADDRESS = Set.of("host", "none");

  private enum Choice {
    MANAGED(
        "managed: true",
        List.of(
            Key.MODE, Key.HTTP, Key.TCP, Key.BALANCER_IMAGE, Key.SUBNET, Key.TEMPLATE, Key.SHARED)),
    AT_SOCKET("socket", List.of(Key.MASTER)),
    IN_CONTAINER("container", List.of(Key.ADMIN_SOCKET, Key.MASTER));

    private final String words;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<Key> keys;

    Choice(String words, List<Key> keys) {
      this.words = words;
      this.keys = keys;
    }
  }

  private final Section section;
  private final Notes notes;

  private BalancerReader(Section section) {
    this.section = section;
    this.notes = section.notes();
  }

  /// @param port of the application: where clients of another protocol than HTTP look for it
  static BalancerChoice read(Section section, String service, int port) {
    return new BalancerReader(section).read(service, port);
  }

  private BalancerChoice read(String service, int port) {
    String backend = section.value(Key.BACKEND, Forms.BACKEND, Key.BACKEND.text(service));
    NamePattern server = section.value(Key.SERVER, Forms::namePattern, Key.SERVER.text(service));
    Choice choice = choice();
    Stream.of(Choice.values())
        .flatMap(other -> other.keys.stream())
        .distinct()
        .filter(key -> !choice.keys.contains(key))
        .forEach(key -> refuse(key, choice));
    BalancerChoice.Entrance entrance =
        entrance(choice, port, section.has(Key.SHARED) ? service + "-" : "");
    // All of them are read, so that every mistake is told, also in a key that should not be there.
    var managed =
        new BalancerChoice.Managed(
            backend,
            server,
            section.value(Key.BALANCER_IMAGE, DockerForms.IMAGE),
            entrance,
            section.value(Key.SUBNET, Forms::subnet),
            section.maybe(Key.TEMPLATE, Forms::path).map(this::beside),
            SharingReader.read(section, entrance));
    var socket = section.maybe(Key.SOCKET, Forms::absolutePath);
    var master = section.maybe(Key.MASTER, Forms::absolutePath);
    var container = section.maybe(Key.IN_CONTAINER, DockerForms.CONTAINER_NAME);
    var adminSocket = section.value(Key.ADMIN_SOCKET, Forms::absolutePath);
    return switch (choice) {
      case MANAGED -> managed;
      case AT_SOCKET ->
          socket
              .<BalancerChoice>map(
                  path -> new BalancerChoice.AtSocket(backend, server, path, master))
              .orElse(managed);
      case IN_CONTAINER ->
          container
              .<BalancerChoice>map(name ->
                  new BalancerChoice.InContainer(backend, server, name, adminSocket, master))
              .orElse(managed);
    };
  }

  /// @param apart what the names of its certificates begin with on the hosts
  private BalancerChoice.Entrance entrance(Choice choice, int port, String apart) {
    Mode mode = section.value(Key.MODE, MODE);
    int http = section.value(Key.HTTP, Forms.PORT);
    Optional<Https> https = https(choice, apart);
    Optional<Integer> tcp = section.maybe(Key.TCP, Forms.PORT);
    List<Key> others =
        switch (mode) {
          case HTTP -> List.of(Key.TCP);
          case TCP -> List.of(Key.HTTP, Key.HTTPS);
        };
    others.stream()
        .filter(key ->
            choice == Choice.MANAGED && section.node(key).filter(BalancerReader::says).isPresent())
        .forEach(key ->
            mistake(
                key,
                "%s does not go with mode: %s".formatted(key.word(), mode.word()),
                "leave one of them out"));
    return switch (mode) {
      case HTTP -> new BalancerChoice.Entrance.Http(http, https);
      case TCP -> new BalancerChoice.Entrance.Tcp(tcp.orElse(port));
    };
  }

  private enum Mode {
    HTTP,
    TCP;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Form<Mode> MODE =
      Form.oneOf(
          "a mode of HAProxy",
          Map.of(Mode.HTTP.word(), Mode.HTTP, Mode.TCP.word(), Mode.TCP),
          List.of());

  /// A section that says nothing asks for nothing.
  private Optional<Https> https(Choice choice, String apart) {
    if (section.node(Key.HTTPS).filter(BalancerReader::says).isEmpty()) {
      return Optional.empty();
    }
    if (choice != Choice.MANAGED) {
      refuse(Key.HTTPS, List.of(Choice.MANAGED), choice);
    }
    Section https = section.section(Key.HTTPS);
    int port = https.maybe(Key.HTTPS_PORT, Forms.PORT).orElse(HTTPS_PORT);
    List<Path> paths = certificates(https);
    boolean redirect = https.maybe(Key.REDIRECT, Forms.SWITCH).orElse(false);
    if (!https.has(Key.CERTS)) {
      mistake(Key.HTTPS, "https: without certs there is nothing to serve it with", CERTS_HINT);
    }
    if (port == section.value(Key.HTTP, Forms.PORT)) {
      mistake(Key.HTTPS, "https.port: http has port %d".formatted(port), "they need one each");
    }
    return paths.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Https.of(port, paths, redirect ? Https.Plain.REDIRECTED : Https.Plain.SERVED, apart));
  }

  static boolean says(Node node) {
    return !node.getTag().equals(Tag.NULL);
  }

  private List<Path> certificates(Section https) {
    List<Node> items = https.items(Key.CERTS);
    var paths = new ArrayList<Path>();
    for (Node item : items) {
      https
          .fitted(Key.CERTS, item, Forms::path)
          .map(this::beside)
          .ifPresent(path -> {
            if (paths.contains(path)) {
              section
                  .notes()
                  .mistake(item, "balancer.https.certs: %s is there twice".formatted(path), "");
            }
            paths.add(path);
          });
    }
    if (items.size() > MOST_CERTIFICATES) {
      https
          .node(Key.CERTS)
          .ifPresent(node ->
              section
                  .notes()
                  .mistake(
                      node,
                      "balancer.https.certs: more than %d".formatted(MOST_CERTIFICATES),
                      "one certificate can be for many names"));
    }
    if (https.node(Key.CERTS).filter(BalancerReader::emptyList).isPresent()) {
      mistake(Key.HTTPS, "https: certs names no file", CERTS_HINT);
    }
    return paths;
  }

  private static boolean emptyList(Node node) {
    return node instanceof SequenceNode list && list.getValue().isEmpty();
  }

  /// Paths in the file are as seen from the file, wherever Ballast is run.
  private Path beside(Path path) {
    return path.startsWith("~") ? path : Path.of(section.notes().file()).resolveSibling(path);
  }

  private Choice choice() {
    boolean managed = section.value(Key.MANAGED, Forms.SWITCH);
    boolean socket = section.has(Key.SOCKET);
    boolean container = section.has(Key.IN_CONTAINER);
    if (socket && container) {
      mistake(Key.IN_CONTAINER, "socket and container exclude each other", "keep one of them");
    }
    if (managed && section.has(Key.MANAGED) && (socket || container)) {
      String other = socket ? "socket" : "container";
      mistake(
          Key.MANAGED,
          "managed: true and %s exclude each other".formatted(other),
          "with %s the HAProxy is yours; keep one of them".formatted(other));
    }
    if (!managed && !socket && !container) {
      mistake(
          Key.MANAGED,
          "not managed, so which HAProxy is it?",
          "say socket: PATH or container: NAME");
    }
    return socket ? Choice.AT_SOCKET : container ? Choice.IN_CONTAINER : Choice.MANAGED;
  }

  private void refuse(Key key, Choice chosen) {
    refuse(
        key,
        Stream.of(Choice.values()).filter(choice -> choice.keys.contains(key)).toList(),
        chosen);
  }

  private void refuse(Key key, List<Choice> itsOwn, Choice chosen) {
    if (section.has(key)) {
      String own = itsOwn.stream().map(choice -> choice.words).collect(Collectors.joining(" or "));
      mistake(
          key,
          "%s goes with %s, not with %s".formatted(key.word(), own, chosen.words),
          "leave it out");
    }
  }

  private void mistake(Key key, String what, String hint) {
    section.keyNode(key).ifPresent(node -> notes.mistake(node, "balancer: " + what, hint));
  }

  /// Behind the managed balancer every slot has an address of its own.
  static void checkNetwork(Section container, BalancerChoice balancer) {
    boolean managed =
        switch (balancer) {
          case BalancerChoice.Managed _ -> true;
          case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ -> false;
        };
    container
        .maybe(Key.NETWORK, DockerForms.NETWORK)
        .filter(network -> managed && NO_FIXED_ADDRESS.contains(network))
        .flatMap(_ -> container.node(Key.NETWORK))
        .ifPresent(node ->
            container
                .notes()
                .mistake(
                    node,
                    "container.network: without a network of its own a slot has no address for"
                        + " the managed balancer",
                    "leave it out, or use balancer.socket"));
  }
}
