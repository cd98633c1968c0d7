package ballast.inventory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who is in which group, once all sources are read: Ansible's `reconcile_inventory` and
/// `sort_groups`, as pure functions of a draft.
final class Kinship {
  private final Map<String, Draft.Group> groups;

  /// As declared, but with every group without parents under `all`.
  private final Map<String, Set<String>> children = new LinkedHashMap<>();

  private final Map<String, Set<String>> parents = new HashMap<>();
  private final Map<String, Integer> depths = new HashMap<>();

  /// Direct members, after `ungrouped` has been put right.
  private final Map<String, Set<String>> members = new LinkedHashMap<>();

  private final Map<String, Set<String>> groupsOf = new HashMap<>();

  Kinship(Draft draft) {
    groups = draft.groups();
    groups.forEach((name, group) -> {
      children.put(name, new LinkedHashSet<>(group.children));
      parents.put(name, new LinkedHashSet<>(group.parents));
      members.put(name, new LinkedHashSet<>(group.hosts));
    });
    adoptOrphans();
    measureDepths();
    placeHosts(draft.hosts().keySet());
  }

  private void adoptOrphans() {
    for (String group : groups.keySet()) {
      if (!group.equals(Draft.ALL) && of(parents, group).isEmpty()) {
        of(children, Draft.ALL).add(group);
        of(parents, group).add(Draft.ALL);
      }
    }
  }

  /// The longest way from `all`, parents before children; a draft has no cycles.
  private void measureDepths() {
    var waiting = new HashMap<String, Integer>();
    parents.forEach((group, above) -> waiting.put(group, above.size()));
    var ready = new ArrayDeque<String>();
    waiting.forEach((group, above) -> {
      depths.put(group, 0);
      if (above == 0) {
        ready.add(group);
      }
    });
    while (!ready.isEmpty()) {
      String group = ready.remove();
      for (String child : of(children, group)) {
        depths.merge(child, Draft.known(depths, group) + 1, Math::max);
        if (waiting.merge(child, -1, Integer::sum) == 0) {
          ready.add(child);
        }
      }
    }
  }

  private void placeHosts(Set<String> hosts) {
    hosts.forEach(host -> groupsOf.put(host, new LinkedHashSet<>()));
    members.forEach((group, names) -> {
      Set<String> andAbove = ancestors(group);
      andAbove.add(group);
      names.forEach(host -> of(groupsOf, host).addAll(andAbove));
    });
    for (String host : hosts) {
      Set<String> memberships = of(groupsOf, host);
      boolean elsewhere =
          memberships.stream().anyMatch(g -> !g.equals(Draft.ALL) && !g.equals(Draft.UNGROUPED));
      if (elsewhere) {
        of(members, Draft.UNGROUPED).remove(host);
        memberships.remove(Draft.UNGROUPED);
      } else {
        of(members, Draft.UNGROUPED).add(host);
        memberships.addAll(List.of(Draft.ALL, Draft.UNGROUPED));
      }
    }
  }

  private Set<String> ancestors(String group) {
    var seen = new LinkedHashSet<String>();
    var next = new ArrayDeque<String>(List.of(group));
    while (!next.isEmpty()) {
      for (String parent : of(parents, next.remove())) {
        if (seen.add(parent)) {
          next.add(parent);
        }
      }
    }
    return seen;
  }

  int depth(String group) {
    return Draft.known(depths, group);
  }

  /// The groups of a host but `all`, in the order in which their variables are merged: the last one
  /// wins.
  List<String> weakestFirst(String host) {
    return of(groupsOf, host).stream()
        .filter(group -> !group.equals(Draft.ALL))
        .sorted(
            Comparator.<String>comparingInt(this::depth)
                .thenComparing(group -> Draft.known(groups, group).priority)
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /// Hosts of a group and of all below it: its own, then level by level in the order of
  /// declaration.
  ///
  /// Ansible visits the third level and below in the random order of a Python set; the declared
  /// order is one of those.
  List<String> hosts(String group) {
    var visited = new LinkedHashSet<String>(List.of(group));
    List<String> level = List.of(group);
    while (!level.isEmpty()) {
      var below = new ArrayList<String>();
      for (String one : level) {
        of(children, one).stream().filter(visited::add).forEach(below::add);
      }
      level = below;
    }
    var hosts = new LinkedHashSet<String>();
    visited.forEach(one -> hosts.addAll(of(members, one)));
    return List.copyOf(hosts);
  }

  private static Set<String> of(Map<String, Set<String>> sets, String name) {
    return Draft.known(sets, name);
  }
}
