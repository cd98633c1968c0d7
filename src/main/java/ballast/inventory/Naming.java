package ballast.inventory;

import java.util.List;

/// The outcome of choosing hosts by name alone, however they are reached: at least one, or every
/// reason why not.
public sealed interface Naming {

  /// In the order in which Ansible would take them.
  record Named(List<String> hosts) implements Naming {
    public Named {
      hosts = List.copyOf(hosts);
    }
  }

  record Refused(List<InventoryProblem> problems) implements Naming {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
