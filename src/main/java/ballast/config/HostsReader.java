package ballast.config;

import static ballast.config.Form.fits;
import static ballast.config.Form.misfit;

import ballast.model.TcpAddress;
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

/// Reads `hosts:`, `ssh:` and `docker:`: which machines, and how they are reached.
final class HostsReader {
  private static final Pattern LINE =
      Pattern.compile(
          "(?:(?<user>[^@]+)@)?(?:\\[(?<address>[^\\]]+)]|(?<name>[^:@\\[\\]]+))(?::(?<port>[^:]*))?");

  private static final List<Key> SSH_KEYS =
      List.of(Key.HOSTS_ADDRESS, Key.HOSTS_PORT, Key.HOSTS_USER, Key.HOSTS_KEY);

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

  /// `fe-1`, `user@fe-1:22`, `user@[2001:db8::1]`, `tcp://fe-1:2376`, `docker` or `local`.
  static Form.Outcome<HostLine> written(String text) {
    if (text.equals(HostLine.Local.NAME)) {
      return fits(new HostLine.Local());
    }
    if (text.equals(HostLine.AsDocker.NAME)) {
      return fits(new HostLine.AsDocker());
    }
    if (text.startsWith("tcp://")) {
      Form<TcpAddress> tcp = HostsReader::tcp;
      return tcp.<HostLine>as(at -> new HostLine.ByTcp(at.host(), at, Optional.empty())).read(text);
    }
    Matcher parts = LINE.matcher(text);
    if (!parts.matches()) {
      return misfit(
          text,
          "a host",
          "write fe-1, user@fe-1:22, user@[2001:db8::1]:22, tcp://fe-1:2376, docker or local");
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

  /// A machine whose sockets are reached: this one, or by ssh.
  static Form.Outcome<HostLine> machine(String text) {
    Form<HostLine> form = HostsReader::written;
    return form.<HostLine>and(line ->
            switch (line) {
              case HostLine.Local _, HostLine.Remote _ -> fits(line);
              case HostLine.AsDocker _, HostLine.ByTcp _, HostLine.ByContext _ ->
                  misfit(text, "a machine that ssh reaches", "write edge-1 or user@edge-1:22");
            })
        .read(text);
  }

  static Form.Outcome<TcpAddress> tcp(String text) {
    return TcpAddress.parse(text)
        .<Form.Outcome<TcpAddress>>map(Form::fits)
        .orElseGet(() ->
            misfit(
                text,
                "where a Docker Engine listens",
                "write tcp://fe-1.example:2376 or tcp://[2001:db8::1]:2376"));
  }

  private static HostLine reached(HostLine line, Optional<String> user, OptionalInt port) {
    return switch (line) {
      case HostLine.Local _, HostLine.AsDocker _, HostLine.ByTcp _, HostLine.ByContext _ -> line;
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
    if (name.filter(HostLine.AsDocker.NAME::equals).isPresent()) {
      notes.mistake(item, "hosts: 'docker' is where docker looks itself", "write just docker");
    }
    var tcp = section.maybe(Key.HOSTS_DOCKER, HostsReader::tcp);
    var certPath = section.maybe(Key.HOSTS_CERT_PATH, Forms::path).map(this::beside);
    var context = section.maybe(Key.HOSTS_CONTEXT, Forms.LINE);
    tellTwoWays(section, item);
    return name.map(known ->
        tcp.<HostLine>map(at -> new HostLine.ByTcp(known, at, certPath))
            .or(() -> context.map(one -> new HostLine.ByContext(known, one)))
            .orElseGet(() -> new HostLine.Remote(known, address, optional(port), user, key)));
  }

  /// One host is reached in one way.
  private void tellTwoWays(Section section, Node item) {
    boolean tcp = section.has(Key.HOSTS_DOCKER);
    boolean context = section.has(Key.HOSTS_CONTEXT);
    boolean ssh = SSH_KEYS.stream().anyMatch(section::has);
    if ((tcp && context) || (ssh && (tcp || context))) {
      notes.mistake(
          item,
          "hosts: one host, and more than one way to it",
          "leave one: docker (and cert_path), context, or address, port, user and key for ssh");
    } else if (section.has(Key.HOSTS_CERT_PATH) && !tcp) {
      notes.mistake(
          item,
          "hosts: cert_path without docker",
          "as in {name: fe-1, docker: tcp://10.0.0.1, ...}");
    }
  }

  DockerSettings docker() {
    Section docker = top.section(Key.DOCKER);
    boolean tls = docker.value(Key.DOCKER_TLS, Forms.SWITCH);
    return new DockerSettings(
        docker.maybe(Key.CERT_PATH, Forms::path).map(this::beside),
        tls ? DockerSettings.Tls.VERIFIED : DockerSettings.Tls.NONE);
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
