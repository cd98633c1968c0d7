package ballast.config;

import ballast.model.EdgeChoice;
import ballast.model.EdgeChoice.Google.Members;
import ballast.model.EdgeChoice.Haproxy.Admin;
import ballast.model.EdgeChoice.Haproxy.Tier;
import ballast.model.HostPattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Reads `edge:`: none, or one of three.
///
/// ```
/// haproxy: {…} or [{…}, …]   socket (host, master) or address; backend, server
/// google: {…}                project, zone, backend_service, instance_group or neg (port), …
/// command: {…}               leave, join, state
/// ```
final class EdgeReader {
  private static final List<Key> KINDS =
      List.of(Key.EDGE_HAPROXY, Key.EDGE_GOOGLE, Key.EDGE_COMMAND);

  private static final Duration COMMAND_DEADLINE = Duration.ofSeconds(60);

  private final Section section;
  private final Notes notes;
  private final String service;

  private EdgeReader(Section section, String service) {
    this.section = section;
    this.notes = section.notes();
    this.service = service;
  }

  static Optional<EdgeSettings> read(Section section, String service) {
    var reader = new EdgeReader(section, service);
    var leave = section.value(Key.EDGE_LEAVE_DEADLINE, Forms::deadline);
    var join = section.value(Key.EDGE_JOIN_DEADLINE, Forms::deadline);
    return reader.choice().map(choice -> new EdgeSettings(choice, leave, join));
  }

  /// Whether one is there at all, right or wrong.
  static boolean isNamed(Section section) {
    var reader = new EdgeReader(section, "");
    return KINDS.stream().anyMatch(reader::says);
  }

  private Optional<EdgeChoice> choice() {
    List<Key> given = KINDS.stream().filter(this::says).toList();
    if (given.size() > 1) {
      mistake(
          section,
          given.get(1),
          "edge: %s and %s exclude each other"
              .formatted(given.getFirst().word(), given.get(1).word()),
          "keep one of them");
    }
    // All of them are read, so that every mistake is told, also in one that should not be there.
    Optional<EdgeChoice> haproxy = says(Key.EDGE_HAPROXY) ? haproxy() : Optional.empty();
    Optional<EdgeChoice> google = says(Key.EDGE_GOOGLE) ? google() : Optional.empty();
    Optional<EdgeChoice> commands = says(Key.EDGE_COMMAND) ? commands() : Optional.empty();
    return haproxy.or(() -> google).or(() -> commands);
  }

  /// A key with nothing behind it is one whose lines are all commented out.
  private boolean says(Key kind) {
    return section.node(kind).filter(node -> !node.getTag().equals(Tag.NULL)).isPresent();
  }

  private Optional<EdgeChoice> haproxy() {
    Optional<Node> node = section.node(Key.EDGE_HAPROXY);
    List<Node> items =
        node.filter(SequenceNode.class::isInstance).isPresent()
            ? section.items(Key.EDGE_HAPROXY)
            : node.stream().toList();
    if (items.isEmpty()) {
      mistake(section, Key.EDGE_HAPROXY, "edge.haproxy: an empty list", "name an HAProxy");
    }
    var tiers = new ArrayList<Tier>();
    for (Node item : items) {
      var keys = Section.of(Optional.of(Key.EDGE_HAPROXY), item, notes);
      if (item instanceof MappingNode) {
        tier(keys).ifPresent(tiers::add);
      }
    }
    return tiers.isEmpty() ? Optional.empty() : Optional.of(new EdgeChoice.Haproxy(tiers));
  }

  private Optional<Tier> tier(Section item) {
    Optional<Path> socket = item.maybe(Key.EDGE_SOCKET, Forms::absolutePath);
    Optional<Path> master = item.maybe(Key.EDGE_MASTER, Forms::absolutePath);
    Optional<HostLine> host = item.maybe(Key.EDGE_HOST, HostsReader::machine);
    Optional<Admin.Tcp> address = item.maybe(Key.EDGE_ADDRESS, Forms::address);
    String backend = item.maybe(Key.EDGE_BACKEND, Forms.BACKEND).orElse(service);
    HostPattern server = name(item, Key.EDGE_SERVER);
    boolean both = item.has(Key.EDGE_SOCKET) && item.has(Key.EDGE_ADDRESS);
    if (both) {
      mistake(
          item,
          Key.EDGE_ADDRESS,
          "edge.haproxy: socket and address exclude each other",
          "keep one of them");
    }
    if (!item.has(Key.EDGE_SOCKET)) {
      Stream.of(Key.EDGE_HOST, Key.EDGE_MASTER)
          .forEach(key ->
              mistake(item, key, "edge.haproxy: %s goes with socket".formatted(key.word()), ""));
    }
    if (!item.has(Key.EDGE_SOCKET) && !item.has(Key.EDGE_ADDRESS)) {
      mistake(
          section,
          Key.EDGE_HAPROXY,
          "edge.haproxy: which HAProxy is it?",
          "say socket: PATH or address: HOST:PORT");
    }
    Optional<Admin> admin =
        socket
            .<Admin>map(path -> new Admin.Socket(path, master, host.flatMap(EdgeReader::written)))
            .or(() -> address);
    return admin.map(known -> new Tier(known, backend, server));
  }

  /// As it can be read again; this machine needs no way.
  private static Optional<String> written(HostLine line) {
    return switch (line) {
      case HostLine.Local _, HostLine.AsDocker _, HostLine.ByTcp _, HostLine.ByContext _ ->
          Optional.empty();
      case HostLine.Remote remote -> Optional.of(remote.text());
    };
  }

  private Optional<EdgeChoice> google() {
    Section google = section.section(Key.EDGE_GOOGLE);
    tellMissing(google, Key.EDGE_GOOGLE, Key.PROJECT, Key.ZONE, Key.BACKEND_SERVICE);
    Optional<String> project = google.maybe(Key.PROJECT, Forms.GOOGLE_PROJECT);
    Optional<HostPattern> zone = google.maybe(Key.ZONE, Forms::hostPattern);
    Optional<String> region = google.maybe(Key.REGION, Forms.GOOGLE_NAME);
    Optional<String> backend = google.maybe(Key.BACKEND_SERVICE, Forms.GOOGLE_NAME);
    HostPattern instance = name(google, Key.INSTANCE);
    var endpoint = google.maybe(Key.ENDPOINT, Forms::endpoint);
    Optional<Members> members = members(google);
    return project.isPresent() && zone.isPresent() && backend.isPresent() && members.isPresent()
        ? Optional.of(
            new EdgeChoice.Google(
                project.get(),
                zone.get(),
                region,
                members.get(),
                backend.get(),
                instance,
                endpoint))
        : Optional.empty();
  }

  private Optional<Members> members(Section google) {
    Optional<HostPattern> group = google.maybe(Key.INSTANCE_GROUP, Forms::hostPattern);
    Optional<HostPattern> neg = google.maybe(Key.NEG, Forms::hostPattern);
    Optional<Integer> port = google.maybe(Key.NEG_PORT, Forms.PORT);
    if (google.has(Key.INSTANCE_GROUP) && google.has(Key.NEG)) {
      mistake(
          google,
          Key.NEG,
          "edge.google: instance_group and neg exclude each other",
          "keep the one that the backend service has");
    }
    if (!google.has(Key.NEG)) {
      mistake(google, Key.NEG_PORT, "edge.google: port goes with neg", "leave it out");
    }
    if (!google.has(Key.INSTANCE_GROUP) && !google.has(Key.NEG)) {
      mistake(
          section,
          Key.EDGE_GOOGLE,
          "edge.google: what is a host taken out of?",
          "say instance_group: NAME or neg: NAME");
    }
    return group
        .<Members>map(Members.InstanceGroup::new)
        .or(() ->
            neg.map(name ->
                new Members.Neg(
                    name, port.isPresent() ? OptionalInt.of(port.get()) : OptionalInt.empty())));
  }

  private Optional<EdgeChoice> commands() {
    Section command = section.section(Key.EDGE_COMMAND);
    tellMissing(command, Key.EDGE_COMMAND, Key.EDGE_LEAVE, Key.EDGE_JOIN, Key.EDGE_STATE);
    List<String> leave = words(command, Key.EDGE_LEAVE);
    List<String> join = words(command, Key.EDGE_JOIN);
    List<String> state = words(command, Key.EDGE_STATE);
    Duration deadline =
        command.maybe(Key.COMMAND_DEADLINE, Forms::deadline).orElse(COMMAND_DEADLINE);
    return Optional.of(
        new EdgeChoice.Commands(leave, join, state, section.notes().folder(), deadline));
  }

  private List<String> words(Section command, Key key) {
    List<String> words = command.list(key, Form::fits);
    boolean noProgram = words.isEmpty() || words.getFirst().isBlank();
    if (noProgram && command.node(key).filter(SequenceNode.class::isInstance).isPresent()) {
      mistake(command, key, key.path() + ": names no program", "as in " + key.text());
    }
    return words;
  }

  private HostPattern name(Section item, Key key) {
    return item.maybe(key, Forms::hostPattern).orElseGet(() -> new HostPattern("{host}"));
  }

  private void tellMissing(Section kind, Key self, Key... needed) {
    String missing =
        Stream.of(needed)
            .filter(key -> !kind.has(key))
            .map(Key::word)
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      mistake(section, self, "%s: missing: %s".formatted(self.path(), missing), "");
    }
  }

  private void mistake(Section in, Key key, String what, String hint) {
    in.keyNode(key).ifPresent(node -> notes.mistake(node, what, hint));
  }
}
