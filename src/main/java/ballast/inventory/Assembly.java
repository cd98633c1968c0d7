package ballast.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes an inventory of a draft and the variable files beside it, with Ansible's precedence.
///
/// Weakest first: `all` in the inventory, its other groups (see [Kinship#weakestFirst]),
/// `group_vars/all`, the other `group_vars`, the host in the inventory, `host_vars`. A later
/// mapping replaces an earlier one whole.
final class Assembly {

  /// What `group_vars/` and `host_vars/` say, by group and by host.
  record VarsBeside(Map<String, Map<String, Value>> groups, Map<String, Map<String, Value>> hosts) {
    static final VarsBeside NONE = new VarsBeside(Map.of(), Map.of());
  }

  private Assembly() {}

  static Reading assemble(Draft draft, VarsBeside beside) {
    var kinship = new Kinship(draft);
    for (Draft.Group group : draft.groups().values()) {
      if (kinship.depth(group.name) > Limits.MAX_GROUP_DEPTH) {
        draft.problem(
            group.origin,
            "groups are nested deeper than " + Limits.MAX_GROUP_DEPTH + " levels",
            group.name);
      }
      if (draft.hosts().containsKey(group.name)) {
        draft.warn(
            group.origin,
            "'%s' is the name of a group and of a host; variables of the host go to the group"
                .formatted(group.name));
      }
    }
    if (!draft.problems().isEmpty()) {
      return new Reading.Refused(draft.problems());
    }
    var hosts = new ArrayList<InventoryHost>();
    for (Draft.Host host : draft.hosts().values()) {
      List<String> groups = kinship.weakestFirst(host.name());
      hosts.add(
          new InventoryHost(
              host.name(),
              merged(draft, beside, host, groups),
              groups.stream().sorted().toList(),
              host.origin()));
    }
    var members = new LinkedHashMap<String, List<String>>();
    draft.groups().keySet().forEach(group -> members.put(group, kinship.hosts(group)));
    var inventory = new Inventory(hosts, members);
    var warnings = new ArrayList<>(draft.warnings());
    warnings.addAll(SameMachine.warnings(inventory));
    return new Reading.Read(inventory, warnings);
  }

  private static Map<String, Value> merged(
      Draft draft, VarsBeside beside, Draft.Host host, List<String> groups) {
    var vars = new LinkedHashMap<String, Value>(Draft.known(draft.groups(), Draft.ALL).vars);
    groups.forEach(group -> vars.putAll(Draft.known(draft.groups(), group).vars));
    vars.putAll(beside.groups().getOrDefault(Draft.ALL, Map.of()));
    groups.forEach(group -> vars.putAll(beside.groups().getOrDefault(group, Map.of())));
    vars.putAll(host.vars());
    vars.putAll(beside.hosts().getOrDefault(host.name(), Map.of()));
    return vars;
  }
}
