package ballast.inventory;

import java.util.List;
import java.util.Map;

/// Reads the YAML form: groups of `hosts`, `vars` and `children`, as Ansible's
/// `plugins/inventory/yaml.py` does.
final class YamlInventory {
  private static final List<String> SECTIONS = List.of("hosts", "vars", "children");

  private final Draft draft;
  private int groupsSeen;

  private YamlInventory(Draft draft) {
    this.draft = draft;
  }

  static void into(Draft draft, Value.MapOf root) {
    Value plugin = root.entries().get("plugin");
    if (plugin instanceof Value.Text(var name, var at) && !name.isEmpty()) {
      draft.problem(
          new InventoryProblem(
              at,
              "this configures a dynamic inventory plugin, which only Ansible can run",
              name,
              "run `ansible-inventory -i %s --list > inv.json` and use inv.json"
                  .formatted(at.file())));
      return;
    }
    var reader = new YamlInventory(draft);
    root.entries()
        .forEach((name, value) -> {
          switch (value) {
            case Value.MapOf group -> reader.group(name, group, 0);
            case Value.Nothing(var at) -> draft.group(name, at);
            case Value.Text _,
                Value.Whole _,
                Value.Real _,
                Value.Truth _,
                Value.ListOf _,
                Value.Vaulted _ ->
                draft.warn(
                    value.origin(),
                    "'%s' is skipped: a group is a mapping, not %s".formatted(name, value.kind()));
          }
        });
  }

  private void group(String name, Value.MapOf group, int depth) {
    // Aliases can make a small file stand for endless groups; both ways of growing are bounded.
    if (depth > Limits.MAX_NESTING || ++groupsSeen > Limits.MAX_GROUPS) {
      draft.problem(group.origin(), "groups are nested too deep or too often", name);
      return;
    }
    draft.group(name, group.origin());
    group
        .entries()
        .forEach((key, section) -> {
          if (!SECTIONS.contains(key)) {
            draft.warn(
                section.origin(),
                "'%s' in group '%s' is skipped: only hosts, vars and children are known"
                    .formatted(key, name));
            return;
          }
          Map<String, Value> entries = entries(name, key, section);
          switch (key) {
            case "vars" -> entries.forEach((var, value) -> draft.groupVariable(name, var, value));
            case "hosts" -> entries.forEach((host, vars) -> host(name, host, vars));
            default -> entries.forEach((child, value) -> child(name, child, value, depth));
          }
        });
  }

  /// A mapping; or nothing; or a single name, which is short for a mapping of that name to nothing.
  private Map<String, Value> entries(String group, String key, Value section) {
    return switch (section) {
      case Value.MapOf(var entries, _) -> entries;
      case Value.Nothing _ -> Map.of();
      case Value.Text(var name, var at) -> Map.of(name, new Value.Nothing(at));
      case Value.Whole _, Value.Real _, Value.Truth _, Value.ListOf _, Value.Vaulted _ -> {
        draft.problem(
            new InventoryProblem(
                section.origin(),
                "'%s' of group '%s' must be a mapping, not %s"
                    .formatted(key, group, section.kind()),
                "",
                "write each entry as `name:` on a line of its own, without a dash"));
        yield Map.of();
      }
    };
  }

  private void child(String parent, String name, Value value, int depth) {
    switch (value) {
      case Value.MapOf group -> group(name, group, depth + 1);
      case Value.Nothing(var at) -> draft.group(name, at);
      case Value.Text _,
          Value.Whole _,
          Value.Real _,
          Value.Truth _,
          Value.ListOf _,
          Value.Vaulted _ ->
          draft.problem(
              value.origin(),
              "the child '%s' must be a mapping, not %s".formatted(name, value.kind()),
              "");
    }
    if (draft.hasGroup(name)) {
      draft.child(parent, name, value.origin());
    }
  }

  private void host(String group, String entry, Value vars) {
    List<String> names = HostEntry.into(draft, entry, group, vars.origin());
    switch (vars) {
      case Value.MapOf(var entries, _) ->
          names.forEach(
              name -> entries.forEach((key, value) -> draft.hostVariable(name, key, value)));
      case Value.Nothing _ -> {}
      case Value.Text _,
          Value.Whole _,
          Value.Real _,
          Value.Truth _,
          Value.ListOf _,
          Value.Vaulted _ ->
          draft.problem(
              vars.origin(),
              "the host '%s' must be followed by a mapping of variables, not %s"
                  .formatted(entry, vars.kind()),
              "");
    }
  }
}
