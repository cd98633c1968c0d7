package ballast.reach;

import ballast.haproxy.ConfigLint;
import ballast.haproxy.Finding;
import ballast.haproxy.Front;
import ballast.haproxy.ManagedConfig;
import ballast.haproxy.ManagedTls;
import ballast.model.BalancerChoice;
import ballast.model.Health;
import ballast.model.Host;
import ballast.model.Https;
import ballast.model.Problem;
import ballast.model.Service;
import ballast.template.Template;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The config of a managed balancer: Ballast's own, or what a person's template makes of it.
///
/// @param template a person's own; empty for Ballast's
/// @param variables what the inventory says of each host, as texts, numbers, truths, lists and maps
public record BalancerTemplate(
    Optional<Template> template, Map<Host, Map<String, Object>> variables) {
  public BalancerTemplate {
    variables = Map.copyOf(variables);
  }

  /// What comes of it on one host.
  sealed interface Outcome {
    record Text(String config) implements Outcome {}

    record Refused(List<Problem> problems) implements Outcome {}
  }

  Outcome of(Service service, BalancerChoice.Managed managed, Host host, ManagedConfig own) {
    if (template.isEmpty()) {
      return new Outcome.Text(own.render());
    }
    return switch (template.get().render(known(service, managed, host, own))) {
      case Template.Outcome.Refused(var problems) -> new Outcome.Refused(problems);
      case Template.Outcome.Rendered(var rendered) -> {
        String config = tidy(rendered);
        List<Problem> lacking =
            ConfigLint.of(config, needs(managed, own)).stream()
                .filter(finding -> finding.severity() == Finding.Severity.REFUSE)
                .map(finding ->
                    new Problem(
                        "the config that the template gives: " + finding.what(),
                        finding.why(),
                        finding.next()))
                .toList();
        yield lacking.isEmpty() ? new Outcome.Text(config) : new Outcome.Refused(lacking);
      }
    };
  }

  /// Without blanks at the ends of lines: a server's line that is closed and opened again must be
  /// what it was.
  private static String tidy(String config) {
    return config.lines().map(String::stripTrailing).collect(Collectors.joining("\n", "", "\n"));
  }

  private static ConfigLint.Needs needs(BalancerChoice.Managed managed, ManagedConfig own) {
    return new ConfigLint.Needs(
        own.backend(), own.slots(), own.socket().path(), Set.copyOf(managed.ports()));
  }

  /// Inventory variables are known by their names, as in Ansible, where Ballast has none of that
  /// name; and all of them in `vars`.
  private Map<String, Object> known(
      Service service, BalancerChoice.Managed managed, Host host, ManagedConfig own) {
    Map<String, Object> vars = variables.getOrDefault(host, Map.of());
    var known = new HashMap<String, Object>(vars);
    known.put("vars", vars);
    known.put("service", service.name());
    known.put("host", host.name());
    known.put("backend", managed.backend());
    known.put("slots", slots(own));
    known.put("health", health(service));
    known.putAll(entrance(managed.entrance(), own.front()));
    known.put("sockets", Map.of("admin", own.socket().path().toString()));
    ManagedConfig.Sections parts = own.sections();
    known.put(
        "ballast",
        Map.of(
            "global", parts.global(),
            "defaults", parts.defaults(),
            "frontend", parts.frontend(),
            "backend", parts.backend()));
    return known;
  }

  private static List<Map<String, Object>> slots(ManagedConfig own) {
    return IntStream.range(0, own.slots().size())
        .mapToObj(at -> {
          ManagedConfig.Slot slot = own.slots().get(at);
          boolean closed = slot.use() == ManagedConfig.Use.CLOSED;
          return Map.<String, Object>of(
              "number",
              at + 1,
              "name",
              slot.server().value(),
              "address",
              slot.address(),
              "port",
              slot.port(),
              "serving",
              !closed,
              "disabled",
              closed ? "disabled" : "");
        })
        .toList();
  }

  private static Map<String, Object> health(Service service) {
    return switch (service.health()) {
      case Health.Http http ->
          Map.of(
              "path", http.path(),
              "method", http.method(),
              "host", http.host().orElse(""),
              "lowest", http.lowest(),
              "highest", http.highest());
      case Health.Talk talk -> Map.of("send", talk.send().orElse(""), "expect", talk.expect());
      case Health.OpenPort _ -> Map.of();
    };
  }

  private static Map<String, Object> entrance(BalancerChoice.Entrance entrance, Front front) {
    return switch (entrance) {
      case BalancerChoice.Entrance.Http(int port, var https) ->
          Map.of(
              "http", Map.of("port", port),
              "https", https.map(tls -> https(tls, front)).orElse(Map.of()));
      case BalancerChoice.Entrance.Tcp(int port) -> Map.of("tcp", Map.of("port", port));
    };
  }

  private static Map<String, Object> https(Https tls, Front front) {
    Optional<ManagedTls> ends =
        switch (front) {
          case Front.Http(_, var ending) -> ending;
          case Front.Tcp _, Front.Shared _ -> Optional.empty();
        };
    return Map.of(
        "port",
        tls.port(),
        "certs",
        ends.stream().flatMap(one -> one.certificates().stream()).map(Object::toString).toList());
  }
}
