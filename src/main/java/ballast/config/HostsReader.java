package ballast.config;

import static ballast.config.Form.fits;
import static ballast.config.Form.misfit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads `hosts:` and `ssh:`: which machines, and how they are reached.
final class HostsReader {
  private static final Pattern LINE =
      Pattern.compile(
          "(?:(?<user>[^@]+)@)?(?:\\[(?<address>[^\\]]+)]|(?<name>[^:@\\[\\]]+))(?::(?<port>[^:]*))?");

  private final Section top;
  private final Notes notes;

  HostsReader(Section top) {
    this.top = top;
    this.notes = top.notes();
  }

  Hosts hosts() {
    return top.node(Key.HOSTS).map(this::hosts).orElseGet(() -> new Hosts.Listed(List.of()));
  }

  private Hosts hosts(Node node) {
    if (node instanceof SequenceNode) {
      return new Hosts.Listed(lines(node));
    }
    return top.fitted(Key.HOSTS, node, HostsReader::inventory)
        .<Hosts>map(path -> new Hosts.Inventory(beside(path)))
        .orElseGet(() -> new Hosts.Listed(List.of()));
  }

  private static Form.Outcome<Path> inventory(String text) {
    if (text.equals(HostLine.Local.NAME)) {
      return new Form.Outcome.Misfit<>(
          "'local' could be an inventory or this machine",
          "write [local] for this machine, ./local for an inventory of that name");
    }
    if (text.contains(",")) {
      return misfit(text, "the path of an inventory", "a list of hosts is written as [fe-1, fe-2]");
    }
    return Forms.path(text);
  }

  /// Paths in the file are as seen from the file, wherever Ballast is run.
  private Path beside(Path path) {
    return path.startsWith("~") ? path : Path.of(notes.file()).resolveSibling(path);
  }

  private List<HostLine> lines(Node node) {
    var items = top.items(Key.HOSTS);
    if (items.isEmpty()) {
      notes.mistake(node, "hosts: an empty list", "name a host, or an inventory");
    }
    Map<String, Node> places = new LinkedHashMap<>();
    var lines = new ArrayList<HostLine>();
    for (Node item : items) {
      line(item)
          .ifPresent(line -> {
            lines.add(line);
            tellTwin(line, item, Optional.ofNullable(places.putIfAbsent(line.name(), item)));
          });
    }
    return lines;
  }

  private void tellTwin(HostLine line, Node item, Optional<Node> first) {
    first.ifPresent(earlier ->
        notes.mistake(
            item,
            "hosts: '%s' is there twice".formatted(line.name()),
            "the first is in line %d, column %d"
                .formatted(
                    earlier.getStartMark().getLine() + 1, earlier.getStartMark().getColumn() + 1)));
  }

  private Optional<HostLine> line(Node item) {
    return item instanceof MappingNode
        ? mapped(Section.of(Optional.of(Key.HOSTS), item, notes), item)
        : top.fitted(Key.HOSTS, item, HostsReader::written);
  }

  /// `fe-1`, `user@fe-1:22`, `user@[2001:db8::1]` or `local`.
  static Form.Outcome<HostLine> written(String text) {
    if (text.equals(HostLine.Local.NAME)) {
      return fits(new HostLine.Local());
    }
    Matcher parts = LINE.matcher(text);
    if (!parts.matches()) {
      return misfit(text, "a host", "write fe-1, user@fe-1:22, user@[2001:db8::1]:22 or local");
    }
    var literal = Optional.ofNullable(parts.group("address"));
    var user = Optional.ofNullable(parts.group("user"));
    var port = Optional.ofNullable(parts.group("port"));
    Form<HostLine> name =
        (literal.isPresent() ? Forms.ADDRESS : Forms.HOST_NAME)
            .as(host ->
                new HostLine.Remote(
                    host, literal, OptionalInt.empty(), Optional.empty(), Optional.empty()));
    return name.and(line -> withUser(line, user))
        .and(line -> withPort(line, port))
        .read(literal.orElseGet(() -> parts.group("name")));
  }

  private static Form.Outcome<HostLine> withUser(HostLine line, Optional<String> user) {
    return user.isEmpty()
        ? fits(line)
        : Forms.SSH_USER
            .as(name -> reached(line, Optional.of(name), OptionalInt.empty()))
            .read(user.get());
  }

  private static Form.Outcome<HostLine> withPort(HostLine line, Optional<String> port) {
    return port.isEmpty()
        ? fits(line)
        : Forms.PORT
            .as(number -> reached(line, Optional.empty(), OptionalInt.of(number)))
            .read(port.get());
  }

  private static HostLine reached(HostLine line, Optional<String> user, OptionalInt port) {
    return switch (line) {
      case HostLine.Local local -> local;
      case HostLine.Remote(var name, var address, var oldPort, var oldUser, var key) ->
          new HostLine.Remote(
              name, address, port.isPresent() ? port : oldPort, user.or(() -> oldUser), key);
    };
  }

  private Optional<HostLine> mapped(Section section, Node item) {
    var name = section.maybe(Key.HOSTS_NAME, Forms.HOST_NAME);
    var address = section.maybe(Key.HOSTS_ADDRESS, Forms.ADDRESS);
    var port = section.maybe(Key.HOSTS_PORT, Forms.PORT);
    var user = section.maybe(Key.HOSTS_USER, Forms.SSH_USER);
    var key = section.maybe(Key.HOSTS_KEY, Forms::path).map(this::beside);
    if (!section.has(Key.HOSTS_NAME)) {
      notes.mistake(item, "hosts: a host without a name", "as in {name: fe-1, address: 10.0.0.1}");
    }
    if (name.filter(HostLine.Local.NAME::equals).isPresent()) {
      notes.mistake(item, "hosts: 'local' is this machine, and is not reached", "write just local");
    }
    return name.map(known -> new HostLine.Remote(known, address, optional(port), user, key));
  }

  private static OptionalInt optional(Optional<Integer> value) {
    return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  SshSettings ssh() {
    Section ssh = top.section(Key.SSH);
    var args = ssh.list(Key.SSH_ARGS, Forms.LINE);
    ssh.items(Key.SSH_ARGS).stream()
        .filter(node -> ssh.fitted(Key.SSH_ARGS, node, Forms.LINE).filter(this::blind).isPresent())
        .forEach(node ->
            notes.warning(
                node,
                "ssh.args: without host keys nobody knows whose Docker this is",
                "put the hosts into known_hosts instead"));
    return new SshSettings(
        ssh.maybe(Key.SSH_USER, Forms.SSH_USER),
        ssh.maybe(Key.SSH_KEY, Forms::path).map(this::beside),
        optional(ssh.maybe(Key.SSH_PORT, Forms.PORT)),
        ssh.value(Key.PARALLEL, Forms.PARALLEL),
        ssh.value(Key.CONNECT_TIMEOUT, Forms::deadline),
        args);
  }

  private boolean blind(String argument) {
    return argument.matches(
        "(?i).*(StrictHostKeyChecking[= ](no|off)|UserKnownHostsFile[= ]/dev/null).*");
  }
}
