package ballast.inventory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A host by its inventory name, with its variables merged by Ansible's precedence.
///
/// @param groups the groups it is in, directly or through a child, by name, without `all`
///   (Ansible's `group_names`)
/// @param origin where it was first named
public record InventoryHost(
    String name, Map<String, Value> vars, List<String> groups, Origin origin) {

  public InventoryHost {
    vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
    groups = List.copyOf(groups);
  }
}
