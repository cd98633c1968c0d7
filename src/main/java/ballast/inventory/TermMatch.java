package ballast.inventory;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Finds the hosts that one term means, as Ansible's `inventory/manager.py` does, or says that
/// there are none.
final class TermMatch {
  private static final Pattern SUBSCRIPT =
      Pattern.compile("(.+)\\[(?:(-?[0-9]{1,9})|([0-9]{1,9})([:-])([0-9]{0,9}))\\]");

  sealed interface Outcome {
    /// At least one.
    record Hosts(Set<String> names) implements Outcome {}

    record Wrong(InventoryProblem problem) implements Outcome {}
  }

  private final Map<String, List<String>> groups;
  private final Set<String> hosts = new LinkedHashSet<>();

  TermMatch(Inventory inventory) {
    groups = inventory.groups();
    inventory.hosts().forEach(host -> hosts.add(host.name()));
  }

  List<String> everyone() {
    return Draft.known(groups, Draft.ALL);
  }

  Outcome of(Term term) {
    if (term.text().isEmpty()) {
      return wrong(term, "a term is empty here", "remove the extra separator, or name a host");
    }
    if (hosts.contains(term.text())) {
      return new Outcome.Hosts(Set.of(term.text()));
    }
    Matcher subscript = SUBSCRIPT.matcher(term.text());
    if (term.text().startsWith("~") || !subscript.matches()) {
      return matching(term, term.text());
    }
    if ("-".equals(subscript.group(4))) {
      return wrong(
          term,
          "a range of hosts is written with a colon",
          "write " + term.text().replaceFirst("-(?=[0-9]*]$)", ":"));
    }
    return switch (matching(term, subscript.group(1))) {
      case Outcome.Wrong wrong -> wrong;
      case Outcome.Hosts(var names) -> slice(term, List.copyOf(names), subscript);
    };
  }

  private static Outcome slice(Term term, List<String> names, Matcher subscript) {
    int size = names.size();
    int start =
        Integer.parseInt(Optional.ofNullable(subscript.group(2)).orElse(subscript.group(3)));
    boolean single = subscript.group(2) != null;
    int first = start < 0 ? start + size : start;
    int last = single ? first : last(subscript.group(5), size);
    if (first < 0 || first >= size || last < first) {
      return wrong(
          term,
          "this takes none of the " + size + " hosts of " + subscript.group(1),
          "the first is [0], the last is [-1]");
    }
    return new Outcome.Hosts(new LinkedHashSet<>(names.subList(first, last + 1)));
  }

  private static int last(String written, int size) {
    return written.isEmpty() ? size - 1 : Math.min(Integer.parseInt(written), size - 1);
  }

  private Outcome matching(Term term, String expression) {
    Optional<Predicate<String>> compiled = compiled(expression);
    if (compiled.isEmpty()) {
      return wrong(term, "this is not a valid pattern", "");
    }
    Predicate<String> meant = compiled.get();
    List<String> inGroups = groups.keySet().stream().filter(meant).toList();
    var found = new LinkedHashSet<String>();
    inGroups.forEach(group -> found.addAll(Draft.known(groups, group)));
    if (inGroups.isEmpty()
        || expression.startsWith("~")
        || expression.chars().anyMatch(c -> ".?*[".indexOf(c) >= 0)) {
      hosts.stream().filter(meant).forEach(found::add);
    }
    if (!found.isEmpty()) {
      return new Outcome.Hosts(found);
    }
    return inGroups.isEmpty()
        ? wrong(term, "no host and no group matches", Nearest.hint(expression, known(), some()))
        : wrong(term, "this group has no hosts", "");
  }

  /// Ansible anchors a regular expression at its start only, and a glob at both ends.
  private static Optional<Predicate<String>> compiled(String expression) {
    try {
      if (expression.startsWith("~")) {
        Pattern regex = Pattern.compile(expression.substring(1));
        return Optional.of(name -> regex.matcher(name).lookingAt());
      }
      return Optional.of(Glob.compile(expression).asMatchPredicate());
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  private Set<String> known() {
    var names = new HashSet<>(hosts);
    names.addAll(groups.keySet());
    return names;
  }

  /// Where nobody has made a group, their names say nothing.
  private String some() {
    List<String> made =
        groups.keySet().stream()
            .filter(group -> !group.equals(Draft.ALL) && !group.equals(Draft.UNGROUPED))
            .toList();
    return made.isEmpty()
        ? "the hosts are " + Limits.some(everyone())
        : "known groups: " + Limits.some(List.copyOf(groups.keySet()));
  }

  private static Outcome wrong(Term term, String what, String hint) {
    return new Outcome.Wrong(new InventoryProblem(term.origin(), what, term.text(), hint));
  }
}
