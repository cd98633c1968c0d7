package ballast.inventory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Reads what `ansible-inventory --list` prints, and every inventory script
/// (`plugins/inventory/script.py`).
final class ListedInventory {
  private final Draft draft;
  private final Set<String> named = new LinkedHashSet<>();

  private ListedInventory(Draft draft) {
    this.draft = draft;
  }

  /// Whether a mapping is of this form and not of the YAML form.
  static boolean is(Value.MapOf root) {
    return root.entries().containsKey("_meta");
  }

  /// The hosts whose variables are not in it, because `_meta` is missing: a script must be asked
  /// for each.
  static Set<String> into(Draft draft, Value.MapOf root) {
    var reader = new ListedInventory(draft);
    Optional<Map<String, Value>> known = Optional.empty();
    for (Map.Entry<String, Value> entry : root.entries().entrySet()) {
      if (entry.getKey().equals("_meta")) {
        known = reader.hostVars(entry.getValue());
      } else {
        reader.group(entry.getKey(), entry.getValue());
      }
    }
    known.ifPresent(vars ->
        reader.named.stream()
            .filter(vars::containsKey)
            .forEach(host -> variables(draft, host, Draft.known(vars, host))));
    return known.isPresent() ? Set.of() : reader.named;
  }

  /// Gives a host the variables that one mapping holds.
  static void variables(Draft draft, String host, Value vars) {
    if (vars instanceof Value.MapOf(var entries, _)) {
      entries.forEach((name, value) -> draft.hostVariable(host, name, value));
    } else {
      draft.problem(
          vars.origin(), "the variables of a host must be a mapping, not " + vars.kind(), host);
    }
  }

  private Optional<Map<String, Value>> hostVars(Value meta) {
    Optional<Value> hostVars =
        meta instanceof Value.MapOf(var entries, _)
            ? Optional.ofNullable(entries.get("hostvars"))
            : Optional.empty();
    if (hostVars.isPresent() && hostVars.get() instanceof Value.MapOf(var vars, _)) {
      return Optional.of(vars);
    }
    hostVars.ifPresent(value ->
        draft.problem(value.origin(), "hostvars must be a mapping, not " + value.kind(), ""));
    return Optional.empty();
  }

  private void group(String name, Value value) {
    draft.group(name, value.origin());
    switch (value) {
      case Value.MapOf(var entries, _)
          when entries.keySet().stream()
              .noneMatch(List.of("hosts", "vars", "children")::contains) -> {
        // Short for one host of the group's own name, with these variables.
        host(name, name, value.origin());
        entries.forEach((key, var) -> draft.groupVariable(name, key, var));
      }
      case Value.MapOf(var entries, _) -> sections(name, entries);
      case Value.ListOf _,
          Value.Text _,
          Value.Whole _,
          Value.Real _,
          Value.Truth _,
          Value.Nothing _,
          Value.Vaulted _ ->
          hosts(name, value);
    }
  }

  private void sections(String group, Map<String, Value> sections) {
    sections.forEach((key, section) -> {
      switch (key) {
        case "hosts" -> hosts(group, section);
        case "vars" -> vars(group, section);
        case "children" -> children(group, section);
        // Ansible lets scripts say more than it reads.
        default -> {}
      }
    });
  }

  private void hosts(String group, Value hosts) {
    for (Value.Text host : names(group, "hosts", hosts)) {
      host(group, host.text(), host.origin());
    }
  }

  private void host(String group, String host, Origin at) {
    named.add(host);
    draft.host(host, group, OptionalInt.empty(), at);
  }

  private void vars(String group, Value vars) {
    if (vars instanceof Value.MapOf(var entries, _)) {
      entries.forEach((name, value) -> draft.groupVariable(group, name, value));
    } else {
      draft.problem(
          vars.origin(), "the variables of a group must be a mapping, not " + vars.kind(), group);
    }
  }

  private void children(String group, Value children) {
    for (Value.Text child : names(group, "children", children)) {
      draft.group(child.text(), child.origin());
      draft.child(group, child.text(), child.origin());
    }
  }

  private List<Value.Text> names(String group, String key, Value value) {
    if (value instanceof Value.ListOf(var items, _)
        && items.stream().allMatch(Value.Text.class::isInstance)) {
      return items.stream().map(Value.Text.class::cast).toList();
    }
    draft.problem(
        value.origin(), "the %s of group '%s' must be a list of names".formatted(key, group), "");
    return List.of();
  }
}
