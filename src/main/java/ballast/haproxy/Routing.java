package ballast.haproxy;

import ballast.model.Https;
import ballast.model.Route;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The frontend of a balancer that several services share.
///
/// A request's backend is in the variable `txn.backend`: every route that fits sets it, from the
/// widest to the narrowest, so that the narrowest stays. A name of the host is narrower than a
/// path, a longer path narrower than a shorter one.
final class Routing {
  private static final String HOST = "req.hdr(host),host_only,lower";
  private static final String NOBODY = "ballast-nobody";

  private Routing() {}

  private record Rule(Route.Match match, BackendName backend) {
    private static final Comparator<Rule> WIDEST_FIRST =
        Comparator.comparing((Rule rule) -> rule.match.host().isPresent())
            .thenComparing(rule -> rule.match.path().map(String::length).orElse(0))
            .thenComparing(rule -> rule.match.host().orElse(""))
            .thenComparing(rule -> rule.match.path().orElse(""));

    String line() {
      String host = match.host().map(name -> "{ %s -m str %s }".formatted(HOST, name)).orElse("");
      return "    http-request set-var(txn.backend) str(%s)%s\n"
          .formatted(backend, condition(host, match.path()));
    }

    private static String condition(String host, Optional<String> path) {
      if (path.isEmpty()) {
        return host.isEmpty() ? "" : " if " + host;
      }
      String and = host.isEmpty() ? "" : host + " ";
      return " if %s{ path %s } or %s{ path_beg %s/ }".formatted(and, path.get(), and, path.get());
    }
  }

  static String frontend(List<Member> members) {
    return """
    frontend http
    ${binds}    option forwardfor
    ${routes}${told}${redirects}    # Only what may be sent twice is sent twice; others get the retries before anything was sent.
        http-request disable-l7-retry unless METH_GET
        use_backend %[var(txn.backend)] if { var(txn.backend) -m found }
        default_backend ${nobody}

    backend ${nobody}
        http-request return status 404 content-type text/plain string "No service takes this."
    """
        .replace("${binds}", binds(members))
        .replace("${routes}", routes(members))
        .replace("${told}", told(members))
        .replace("${redirects}", redirects(members))
        .replace("${nobody}", NOBODY);
  }

  private static String binds(Collection<Member> members) {
    String plain =
        members.stream()
            .map(Member::port)
            .distinct()
            .sorted()
            .map("    bind :%d\n"::formatted)
            .collect(Collectors.joining());
    Map<Integer, List<CertificatePath>> certificates =
        members.stream()
            .flatMap(member -> member.tls().stream())
            .collect(
                Collectors.toMap(
                    ManagedTls::port,
                    ManagedTls::certificates,
                    (some, more) ->
                        java.util.stream.Stream.concat(some.stream(), more.stream())
                            .distinct()
                            .toList(),
                    TreeMap::new));
    return plain
        + certificates.entrySet().stream()
            .map(at -> new ManagedTls(at.getKey(), at.getValue(), Https.Plain.SERVED).bindLine())
            .collect(Collectors.joining());
  }

  private static String routes(Collection<Member> members) {
    return members.stream()
        .flatMap(member ->
            member.route().matches().stream().map(match -> new Rule(match, member.backend())))
        .sorted(Rule.WIDEST_FIRST)
        .map(Rule::line)
        .collect(Collectors.joining());
  }

  private static String told(Collection<Member> members) {
    return members.stream().anyMatch(member -> member.tls().isPresent())
        ? ManagedTls.TOLD_LINES
        : "";
  }

  private static String redirects(Collection<Member> members) {
    return members.stream()
        .map(member ->
            member
                .tls()
                .filter(tls -> tls.plain() == Https.Plain.REDIRECTED)
                .map(tls ->
                    tls.redirectLines(
                        member.healthPath(),
                        " { var(txn.backend) -m str %s }".formatted(member.backend())))
                .orElse(""))
        .collect(Collectors.joining());
  }
}
