package ballast.config;

import ballast.model.BalancerChoice;
import ballast.model.NamePattern;
import java.util.List;
import java.util.Set;

/// Reads `balancer:`: one of three, and only the keys that go with it.
///
/// ```
/// managed: true (or nothing)   http, image, subnet
/// socket: PATH                 master
/// container: NAME              admin_socket
/// ```
final class BalancerReader {
  private static final Set<String> NO_FIXED_ADDRESS = Set.of("host", "none");

  private enum Choice {
    MANAGED("managed: true", List.of(Key.HTTP, Key.BALANCER_IMAGE, Key.SUBNET)),
    AT_SOCKET("socket", List.of(Key.MASTER)),
    IN_CONTAINER("container", List.of(Key.ADMIN_SOCKET));

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

  static BalancerChoice read(Section section, String service) {
    return new BalancerReader(section).read(service);
  }

  private BalancerChoice read(String service) {
    String backend = section.value(Key.BACKEND, Forms.BACKEND, Key.BACKEND.text(service));
    NamePattern server = section.value(Key.SERVER, Forms::namePattern, Key.SERVER.text(service));
    Choice choice = choice();
    for (Choice other : Choice.values()) {
      if (other != choice) {
        other.keys.forEach(key -> refuse(key, other, choice));
      }
    }
    // All of them are read, so that every mistake is told, also in a key that should not be there.
    var managed =
        new BalancerChoice.Managed(
            backend,
            server,
            section.value(Key.BALANCER_IMAGE, DockerForms.IMAGE),
            section.value(Key.HTTP, Forms.PORT),
            section.value(Key.SUBNET, Forms::subnet));
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
              .<BalancerChoice>map(
                  name -> new BalancerChoice.InContainer(backend, server, name, adminSocket))
              .orElse(managed);
    };
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

  private void refuse(Key key, Choice itsOwn, Choice chosen) {
    if (section.has(key)) {
      mistake(
          key,
          "%s goes with %s, not with %s".formatted(key.word(), itsOwn.words, chosen.words),
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
