package ballast.haproxy;

import static ballast.haproxy.Finding.refuse;
import static ballast.haproxy.Finding.warn;

import ballast.haproxy.ConfigText.Line;
import ballast.haproxy.ConfigText.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Tells, before it replaces one that works, what a config that someone else has written lacks for
/// rollouts to lose nothing. What only a running HAProxy tells is [Lint]'s.
public final class ConfigLint {
  private static final Pattern PORT = Pattern.compile(":([0-9]{1,5})$");
  private static final String PARTS = "{{ ballast.%s }} has it";

  private final Needs needs;
  private final ConfigText config;
  private final List<Finding> findings = new ArrayList<>();

  private ConfigLint(Needs needs, ConfigText config) {
    this.needs = needs;
    this.config = config;
  }

  /// @param slots the servers that the backend must have, each with its address and use
  /// @param adminSocket as HAProxy sees it
  /// @param ports where clients are expected
  public record Needs(
      BackendName backend, List<ManagedConfig.Slot> slots, Path adminSocket, Set<Integer> ports) {
    public Needs {
      slots = List.copyOf(slots);
      ports = Set.copyOf(ports);
    }
  }

  /// @return everything that is found, in the order of the file
  public static List<Finding> of(String text, Needs needs) {
    var lint = new ConfigLint(needs, ConfigText.of(text));
    lint.global();
    lint.ports();
    lint.backend();
    return List.copyOf(lint.findings);
  }

  private void global() {
    List<Line> lines =
        config.sections().stream()
            .filter(section -> section.kind().equals("global"))
            .flatMap(section -> section.lines().stream())
            .toList();
    Optional<Line> socket =
        lines.stream()
            .filter(line -> line.begins("stats", "socket", needs.adminSocket().toString()))
            .findFirst();
    if (socket.isEmpty()) {
      findings.add(
          refuse(
              "the config has no `stats socket %s`".formatted(needs.adminSocket()),
              "without it no server can be drained, and none be seen",
              PARTS.formatted("global")));
    } else if (!option(socket.get(), "level").equals(Optional.of("admin"))) {
      findings.add(
          refuse(
              "line %d: the socket has no `level admin`".formatted(socket.get().number()),
              "without it no server can be drained",
              PARTS.formatted("global")));
    } else if (!option(socket.get(), "mode").filter(mode -> mode.endsWith("0")).isPresent()) {
      findings.add(
          refuse(
              "line %d: everyone on the host may use the admin socket"
                  .formatted(socket.get().number()),
              "it is full control over the traffic",
              "close it to others: mode 660; " + PARTS.formatted("global")));
    }
    lines.stream()
        .filter(line -> line.begins("nbproc"))
        .forEach(line ->
            findings.add(
                refuse(
                    "line %d: nbproc".formatted(line.number()),
                    "each process has servers of its own: drained in one is not drained",
                    "use nbthread")));
  }

  private static Optional<String> option(Line line, String name) {
    int at = line.words().indexOf(name);
    return at < 0 ? Optional.empty() : line.word(at + 1);
  }

  private void ports() {
    Set<Integer> bound = new HashSet<>();
    proxies("frontend", "listen")
        .flatMap(Section::all)
        .filter(line -> line.begins("bind"))
        .flatMap(line -> line.word(1).stream())
        .flatMap(addresses -> Stream.of(addresses.split(",")))
        .map(PORT::matcher)
        .filter(Matcher::find)
        .forEach(port -> bound.add(Integer.parseInt(port.group(1))));
    needs.ports().stream()
        .filter(port -> !bound.contains(port))
        .sorted()
        .forEach(port ->
            findings.add(
                refuse(
                    "nothing is bound to port %d".formatted(port),
                    "that is where `balancer:` in ballast.yml says that clients come in",
                    "bind :%d in a frontend; %s".formatted(port, PARTS.formatted("frontend")))));
  }

  private Stream<Section> proxies(String... kinds) {
    return config.sections().stream().filter(section -> List.of(kinds).contains(section.kind()));
  }

  private void backend() {
    Optional<Section> found =
        proxies("backend", "listen")
            .filter(section -> section.name().equals(Optional.of(needs.backend().value())))
            .findFirst();
    if (found.isEmpty()) {
      findings.add(
          refuse(
              "the config has no backend '%s'".formatted(needs.backend()),
              "it has "
                  + String.join(
                      ", ",
                      proxies("backend", "listen").flatMap(one -> one.name().stream()).toList()),
              "name it so, or set `balancer: backend`; " + PARTS.formatted("backend")));
      return;
    }
    Section backend = found.get();
    if (!backend.hasOption("redispatch")) {
      findings.add(
          refuse(
              "backend '%s' has no `option redispatch`".formatted(needs.backend()),
              "a request whose server goes away would wait for it, and be lost",
              "option redispatch 1; " + PARTS.formatted("defaults")));
    }
    if (backend.hasOption("persist")) {
      findings.add(
          refuse(
              "backend '%s' has `option persist`".formatted(needs.backend()),
              "it sends requests to servers that are down or drained",
              "leave it out"));
    }
    if (!backend.hasOption("httpchk") && !backend.hasOption("tcp-check")) {
      findings.add(
          refuse(
              "backend '%s' checks for an open port only".formatted(needs.backend()),
              "a port may be open long before the application behind it answers",
              "option httpchk, with the application's health path; " + PARTS.formatted("backend")));
    }
    if (!reached(backend)) {
      findings.add(
          refuse(
              "nothing leads to backend '%s'".formatted(needs.backend()),
              "no frontend has `default_backend` or `use_backend` with it, so no client would reach a slot",
              "default_backend {{ backend }}; " + PARTS.formatted("frontend")));
    }
    List<String> defaults = defaults(backend).toList();
    if (defaults.lastIndexOf("disabled") > defaults.lastIndexOf("enabled")) {
      findings.add(
          refuse(
              "backend '%s' has `default-server ... disabled`".formatted(needs.backend()),
              "every server would start closed, whatever its own line says",
              "leave it out, and end each server's line with {{ slot.disabled }}"));
    }
    needs.slots().forEach(slot -> server(slot, backend));
  }

  /// Where a name is made up for each request, only HAProxy knows which it is.
  private boolean reached(Section backend) {
    return backend.kind().equals("listen")
        || proxies("frontend", "listen")
            .flatMap(Section::all)
            .filter(line -> line.begins("default_backend") || line.begins("use_backend"))
            .flatMap(line -> line.word(1).stream())
            .map(name -> name.replace("\"", ""))
            .anyMatch(name ->
                name.equals(needs.backend().value()) || name.contains("%[") || name.contains("$"));
  }

  private void server(ManagedConfig.Slot slot, Section backend) {
    String name = slot.server().value();
    Optional<Line> found =
        backend.lines().stream().filter(line -> line.begins("server", name)).findFirst();
    if (found.isEmpty()) {
      findings.add(
          refuse(
              "backend '%s' has no server '%s'".formatted(needs.backend(), name),
              "every slot and spare needs its line",
              "go through `slots`, or set `balancer: server`"));
      return;
    }
    Line line = found.get();
    String where = "line %d: server %s".formatted(line.number(), name);
    if (!line.word(2).equals(Optional.of(slot.place()))) {
      findings.add(
          refuse(
              "%s leads to %s".formatted(where, line.word(2).orElse("nowhere")),
              "its container is always at %s, and a name would be looked up once, at start"
                  .formatted(slot.place()),
              "{{ slot.address }}:{{ slot.port }}"));
    }
    List<String> words = settings(line, backend);
    if (!words.contains("check") || words.lastIndexOf("no-check") > words.lastIndexOf("check")) {
      findings.add(
          refuse(
              where + " has no `check`",
              "it would get requests before its container answers any",
              "add check, or a default-server with it"));
    }
    if (number(words, "fall").filter(fall -> fall < 2).isPresent()) {
      findings.add(
          refuse(
              where + " has `fall 1`",
              "out of maintenance its health is full before the first check: nothing can be proven",
              "fall 2 or more"));
    }
    if (number(words, "rise").filter(rise -> rise < 2).isPresent()) {
      findings.add(
          warn(
              where + " has `rise 1`",
              "a check begun against the old container can pass for the new one",
              "rise 2"));
    }
    if (words.contains("track")) {
      findings.add(
          refuse(
              where + " tracks another", "its health cannot be proven", "give it its own check"));
    }
    if (words.contains("shutdown-sessions")) {
      findings.add(
          refuse(
              where + " has `on-marked-down shutdown-sessions`",
              "maintenance would cut the requests in flight",
              "leave it out"));
    }
    use(slot, where, line);
  }

  /// The line is changed in place when the slot is filled or emptied, so it has the form for that.
  private void use(ManagedConfig.Slot slot, String where, Line line) {
    boolean closed = line.words().getLast().equals("disabled");
    boolean elsewhere = !closed && line.words().contains("disabled");
    boolean wanted = slot.use() == ManagedConfig.Use.CLOSED;
    if (elsewhere || closed != wanted) {
      findings.add(
          refuse(
              where + (wanted ? " is open, and its slot is empty" : " is closed, and serves"),
              "the next start of HAProxy must be as it runs now",
              "end the line with {{ slot.disabled }}"));
    }
  }

  /// Those of `default-server` first.
  private static List<String> settings(Line server, Section backend) {
    return Stream.concat(defaults(backend), server.words().stream().skip(3)).toList();
  }

  private static Stream<String> defaults(Section backend) {
    return backend
        .all()
        .filter(line -> line.begins("default-server"))
        .flatMap(line -> line.words().stream().skip(1));
  }

  private static Optional<Integer> number(List<String> words, String name) {
    int at = words.lastIndexOf(name);
    return at < 0 || at + 1 == words.size()
        ? Optional.empty()
        : Optional.of(words.get(at + 1))
            .filter(word -> word.matches("[0-9]{1,6}"))
            .map(Integer::parseInt);
  }
}
