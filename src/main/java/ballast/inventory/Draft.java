package ballast.inventory;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What the sources said so far, in order; parsers write into it, [Assembly] makes an inventory of
/// it.
///
/// Sources merge as in Ansible (`inventory/data.py`): a host or group named twice is one, and the
/// later value wins.
final class Draft {
  static final String ALL = "all";
  static final String UNGROUPED = "ungrouped";

  /// A group as declared; hosts, children and parents are the direct ones.
  static final class Group {
    final String name;
    final Origin origin;
    final Set<String> hosts = new LinkedHashSet<>();
    final Set<String> children = new LinkedHashSet<>();
    final Set<String> parents = new LinkedHashSet<>();
    final Map<String, Value> vars = new LinkedHashMap<>();
    BigInteger priority = BigInteger.ONE;

    Group(String name, Origin origin) {
      this.name = name;
      this.origin = origin;
    }
  }

  record Host(String name, Origin origin, Map<String, Value> vars) {}

  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final List<InventoryProblem> problems = new ArrayList<>();
  private final List<InventoryWarning> warnings = new ArrayList<>();

  Draft(String source) {
    group(ALL, Origin.whole(source));
    group(UNGROUPED, Origin.whole(source));
    child(ALL, UNGROUPED, Origin.whole(source));
  }

  Map<String, Group> groups() {
    return Collections.unmodifiableMap(groups);
  }

  Map<String, Host> hosts() {
    return Collections.unmodifiableMap(hosts);
  }

  List<InventoryProblem> problems() {
    return Collections.unmodifiableList(problems);
  }

  List<InventoryWarning> warnings() {
    return Collections.unmodifiableList(warnings);
  }

  void problem(InventoryProblem problem) {
    if (problems.size() < Limits.MAX_PROBLEMS) {
      problems.add(problem);
    }
  }

  void problem(Origin at, String what, String offending) {
    problem(new InventoryProblem(at, what, offending));
  }

  void warn(Origin at, String what) {
    warnings.add(new InventoryWarning(at, what));
  }

  boolean hasGroup(String name) {
    return groups.containsKey(name);
  }

  /// Declares a group; once is enough.
  void group(String name, Origin at) {
    if (name.isEmpty()) {
      problem(at, "a group must have a name", "");
    } else if (groups.size() < Limits.MAX_GROUPS) {
      groups.computeIfAbsent(name, _ -> new Group(name, at));
    } else if (!groups.containsKey(name)) {
      problem(at, "there are more than " + Limits.MAX_GROUPS + " groups", name);
    }
  }

  /// Names a host within a group. A port counts only where the host is named first, as in Ansible.
  void host(String name, String group, OptionalInt port, Origin at) {
    if (name.isEmpty()) {
      problem(at, "a host must have a name", "");
      return;
    }
    if (!hosts.containsKey(name)) {
      if (hosts.size() >= Limits.MAX_HOSTS) {
        problem(at, "there are more than " + Limits.MAX_HOSTS + " hosts", name);
        return;
      }
      hosts.put(name, new Host(name, at, new LinkedHashMap<>()));
      port.ifPresent(number -> known(name).vars().put("ansible_port", whole(number, at)));
    } else if (port.isPresent() && !known(name).vars().containsKey("ansible_port")) {
      warn(
          at,
          "the port %d of '%s' is not used, because %s named the host without a port"
              .formatted(port.getAsInt(), name, known(name).origin()));
    }
    found(group).ifPresent(into -> into.hosts.add(name));
  }

  /// Puts a group, or failing that a host, under a group.
  void child(String parent, String child, Origin at) {
    Optional<Group> under = found(child);
    Optional<Group> over = found(parent);
    if (over.isEmpty() || under.isEmpty()) {
      problem(at, "no group has this name", over.isEmpty() ? parent : child);
    } else if (parent.equals(child) || descendants(child).contains(parent)) {
      problem(
          new InventoryProblem(
              at,
              "the groups '%s' and '%s' would contain each other".formatted(parent, child),
              child,
              "remove one of the two from the other's children"));
    } else {
      over.get().children.add(child);
      under.get().parents.add(parent);
    }
  }

  /// Sets a variable of a host.
  ///
  /// When a group has the host's name, Ansible gives the variable to that group; so it is here,
  /// with a warning in the end.
  void hostVariable(String host, String name, Value value) {
    if (hasGroup(host)) {
      groupVariable(host, name, value);
    } else if (hosts.containsKey(host)) {
      known(host).vars().put(name, value);
    }
  }

  /// Sets a variable of a group; `ansible_group_priority` is the group's rank among its peers
  /// instead.
  void groupVariable(String group, String name, Value value) {
    Optional<Group> owner = found(group);
    if (owner.isEmpty()) {
      return;
    }
    if (!name.equals("ansible_group_priority")) {
      owner.get().vars.put(name, value);
      return;
    }
    Optional<BigInteger> priority = priority(value);
    if (priority.isPresent()) {
      owner.get().priority = priority.get();
    } else {
      problem(
          value.origin(), "ansible_group_priority must be a whole number, not " + value.kind(), "");
    }
  }

  /// As Python's `int()`, which also cuts fractions off.
  private static Optional<BigInteger> priority(Value value) {
    return switch (value) {
      case Value.Whole(var number, _) -> Optional.of(number);
      case Value.Real(var number, _) -> Optional.of(BigInteger.valueOf((long) number));
      case Value.Truth(var truth, _) -> Optional.of(truth ? BigInteger.ONE : BigInteger.ZERO);
      case Value.Text(var text, _) ->
          text.strip().matches("[-+]?[0-9]{1,18}")
              ? Optional.of(BigInteger.valueOf(Long.parseLong(text.strip())))
              : Optional.empty();
      case Value.Nothing _, Value.ListOf _, Value.MapOf _, Value.Vaulted _ -> Optional.empty();
    };
  }

  private Set<String> descendants(String group) {
    var seen = new HashSet<String>();
    var next = new ArrayDeque<String>(List.of(group));
    while (!next.isEmpty()) {
      for (String child : known(groups, next.pop()).children) {
        if (seen.add(child)) {
          next.push(child);
        }
      }
    }
    return seen;
  }

  private Optional<Group> found(String group) {
    return Optional.ofNullable(groups.get(group));
  }

  private Host known(String host) {
    return known(hosts, host);
  }

  /// A name that was checked or put there before.
  static <T> T known(Map<String, T> byName, String name) {
    return Optional.ofNullable(byName.get(name)).orElseThrow();
  }

  private static Value whole(int number, Origin at) {
    return new Value.Whole(BigInteger.valueOf(number), at);
  }
}
