package ballast.inventory;

import java.util.List;

/// The outcome of choosing hosts by pattern: at least one, or every reason why not.
public sealed interface Choice {

  /// In inventory order, as Ansible would take them.
  record Chosen(List<Target> targets, List<InventoryWarning> warnings) implements Choice {
    public Chosen {
      targets = List.copyOf(targets);
      warnings = List.copyOf(warnings);
    }
  }

  record Refused(List<InventoryProblem> problems) implements Choice {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
