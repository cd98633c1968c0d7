package ballast.command;

import ballast.cli.Exit;
import ballast.model.Host;
import ballast.reach.Anchor;
import ballast.reach.Place;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Hosts that a command needs and cannot have, and how to go on all the same.
record Missing(Project project, List<Host> hosts) {
  /// More would make a command that nobody copies.
  private static final int MOST_NAMED = 20;

  /// @param what is the matter with how many of all, as in `1 of 9 hosts cannot be reached`
  /// @param problems each host's own
  Failure failure(String what, List<String> problems) {
    return new Failure(
        Exit.UNREACHABLE,
        "%s; nothing was touched\n\n%s%s".formatted(what, String.join("\n\n", problems), wayOn()));
  }

  private String wayOn() {
    List<Host> left =
        project.places().stream()
            .map(Place::host)
            .filter(host -> project.scope().includes(host) && !hosts.contains(host))
            .toList();
    if (hosts.isEmpty() || left.isEmpty()) {
      return "";
    }
    Host anchor = anchor(project);
    return hosts.contains(anchor)
        ? "\n\n%s keeps the service's lock\n  next: mend it; or %s: the same command with --anchor %s %s"
            .formatted(anchor, elsewhere(left.getFirst()), left.getFirst(), limit())
        : "\n\nnext: mend that, or leave out what cannot be had, whose slots count as out (allow for them with --max-out where that is too many): the same command with "
            + limit();
  }

  /// The host that keeps the lock, whatever `--limit` says.
  static Host anchor(Project project) {
    return Anchor.among(
        project.places().stream().map(Place::host).toList(), project.config().lockHost());
  }

  /// How another host comes to keep the lock.
  static String elsewhere(Host another) {
    return "name another host in ballast.yml, `lock: {host: %s}`, which a person must confirm"
        .formatted(another);
  }

  private String limit() {
    return hosts.size() > MOST_NAMED
        ? "a --limit that leaves these %d out".formatted(hosts.size())
        : "--limit '%s'".formatted(without(project.limit(), hosts));
  }

  /// The same pattern without these: a comma parts terms wherever there is one, else a colon, which
  /// addresses have as well.
  static String without(Optional<String> limit, List<Host> hosts) {
    boolean colons = limit.filter(text -> text.contains(":") && !text.contains(",")).isPresent();
    boolean address = hosts.stream().anyMatch(host -> host.name().contains(":"));
    Stream<String> first = limit.isEmpty() && address ? Stream.of("all") : limit.stream();
    return Stream.concat(first, hosts.stream().map(host -> "!" + host))
        .collect(Collectors.joining(colons ? ":" : ","));
  }
}
