package ballast.inventory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Chooses hosts by Ansible's patterns: first what adds, then `&`, then `!`, whatever the writing
/// order.
///
/// Unlike Ansible, a term that matches nothing is a mistake: a mistyped limit must not deploy to
/// fewer hosts, or to all.
final class HostChoice {
  private final TermMatch match;
  private final List<InventoryProblem> problems = new ArrayList<>();

  private HostChoice(Inventory inventory) {
    this.match = new TermMatch(inventory);
  }

  /// @param limit terms that the hosts of the pattern are cut down to; empty for no limit
  static Choice choose(Inventory inventory, List<Term> pattern, List<Term> limit, Path home) {
    return switch (names(inventory, pattern, limit)) {
      case Naming.Named(var hosts) -> targets(inventory, hosts, home);
      case Naming.Refused(var problems) -> new Choice.Refused(problems);
    };
  }

  /// The same, however they are reached.
  static Naming names(Inventory inventory, List<Term> pattern, List<Term> limit) {
    var choice = new HostChoice(inventory);
    List<String> names = choice.evaluated(pattern);
    if (!limit.isEmpty()) {
      Set<String> allowed = new HashSet<>(choice.evaluated(limit));
      choice.refuseOutside(limit, names);
      names = names.stream().filter(allowed::contains).toList();
    }
    if (names.isEmpty() && choice.problems.isEmpty()) {
      choice.problem(
          limit.isEmpty() ? pattern.getLast() : limit.getLast(),
          "no host is left to choose",
          "the hosts are " + Limits.some(choice.match.everyone()));
    }
    return choice.problems.isEmpty()
        ? new Naming.Named(names)
        : new Naming.Refused(choice.problems);
  }

  private static Choice targets(Inventory inventory, List<String> names, Path home) {
    Map<String, InventoryHost> byName = new LinkedHashMap<>();
    inventory.hosts().forEach(host -> byName.put(host.name(), host));
    var problems = new ArrayList<InventoryProblem>();
    var warnings = new ArrayList<InventoryWarning>();
    var targets = new ArrayList<Target>();
    for (String name : names) {
      InventoryHost host = Draft.known(byName, name);
      switch (Connections.of(host, home)) {
        case Connections.Outcome.Unusable(var wrong) -> problems.addAll(wrong);
        case Connections.Outcome.Reachable(var connection, var odd) -> {
          targets.add(new Target(host, connection));
          warnings.addAll(odd);
        }
      }
    }
    problems.addAll(SameMachine.problems(targets));
    return problems.isEmpty()
        ? new Choice.Chosen(targets, warnings)
        : new Choice.Refused(problems.stream().limit(Limits.MAX_PROBLEMS).toList());
  }

  private List<String> evaluated(List<Term> terms) {
    Map<Term, Set<String>> matched = new LinkedHashMap<>();
    for (Term term : terms) {
      switch (match.of(term)) {
        case TermMatch.Outcome.Hosts(var names) -> matched.put(term, names);
        case TermMatch.Outcome.Wrong(var problem) -> problems.add(problem);
      }
    }
    var chosen = new LinkedHashSet<String>();
    if (terms.stream().noneMatch(term -> term.sign() == Term.Sign.ADDS)) {
      chosen.addAll(match.everyone());
    }
    for (Term.Sign sign : Term.Sign.values()) {
      matched.forEach((term, names) -> {
        if (term.sign() == sign) {
          apply(sign, names, chosen);
        }
      });
    }
    return List.copyOf(chosen);
  }

  private static void apply(Term.Sign sign, Set<String> names, Set<String> chosen) {
    switch (sign) {
      case ADDS -> chosen.addAll(names);
      case KEEPS_ONLY -> chosen.retainAll(names);
      case TAKES_AWAY -> chosen.removeAll(names);
    }
  }

  /// A term of the limit that exists, but outside of the pattern, would silently do nothing.
  private void refuseOutside(List<Term> limit, List<String> names) {
    for (Term term : limit) {
      if (term.sign() == Term.Sign.ADDS
          && match.of(term) instanceof TermMatch.Outcome.Hosts(var hosts)
          && names.stream().noneMatch(hosts::contains)) {
        problem(
            term,
            "this matches hosts, but none of the service's",
            "the service's hosts are " + Limits.some(names));
      }
    }
  }

  private void problem(Term term, String what, String hint) {
    problems.add(new InventoryProblem(term.origin(), what, term.text(), hint));
  }
}
