package ballast.inventory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Hosts and groups, as Ansible sees them.
///
/// @param hosts in the order in which they were first named
/// @param groups every group, `all` and `ungrouped` too, in the order of declaration, with the
///   names of its hosts and of those of its children, in the order in which Ansible visits them:
///   own hosts first, then child by child
public record Inventory(List<InventoryHost> hosts, Map<String, List<String>> groups) {

  public Inventory {
    hosts = List.copyOf(hosts);
    var copied = new LinkedHashMap<String, List<String>>();
    groups.forEach((group, names) -> copied.put(group, List.copyOf(names)));
    groups = Collections.unmodifiableMap(copied);
  }

  /// Hosts that are listed elsewhere, without groups or variables, to choose among by the same
  /// patterns.
  ///
  /// @param file where they are listed
  public static Inventory of(String file, List<String> names) {
    var groups = new LinkedHashMap<String, List<String>>();
    groups.put(Draft.ALL, names);
    groups.put(Draft.UNGROUPED, names);
    return new Inventory(
        names.stream()
            .map(name ->
                new InventoryHost(name, Map.of(), List.of(Draft.UNGROUPED), Origin.whole(file)))
            .toList(),
        groups);
  }
}
