package ballast.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which requests a balancer that several services share sends to one of them.
///
/// @param hosts names as clients write them, in lower case, without a port; empty = whatever they
///   write
/// @param path a path with all that is below it: `/api` is for `/api` and `/api/users`, not for
///   `/apis`; empty = every path
public record Route(List<String> hosts, Optional<String> path) {
  /// What no other service takes.
  public static final Route REST = new Route(List.of(), Optional.empty());

  /// An allow list: a name ends up in HAProxy's config.
  public static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9_.-]{0,250}[a-z0-9])?");

  /// As for [#HOST].
  public static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~%-]{1,100}){1,10}");

  public Route {
    hosts = List.copyOf(hosts);
    hosts.forEach(host -> check("host", host, HOST));
    path.ifPresent(one -> check("path", one, PATH));
  }

  private static void check(String what, String text, Pattern pattern) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("not a %s for a route: '%s'".formatted(what, text));
    }
  }

  /// One host name and one path: what two services cannot both have.
  ///
  /// @param host empty = any
  public record Match(Optional<String> host, Optional<String> path) {
    @Override
    public String toString() {
      return this.equals(new Match(Optional.empty(), Optional.empty()))
          ? "whatever no other service takes"
          : host.orElse("any host") + path.orElse("");
    }
  }

  /// All that it takes, each once.
  public List<Match> matches() {
    Stream<Optional<String>> names =
        hosts.isEmpty() ? Stream.of(Optional.empty()) : hosts.stream().map(Optional::of);
    return names.map(host -> new Match(host, path)).distinct().toList();
  }
}
