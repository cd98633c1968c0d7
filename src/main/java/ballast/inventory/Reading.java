package ballast.inventory;

import java.util.List;

/// The outcome of reading an inventory: all of it, or every mistake in it.
public sealed interface Reading {

  record Read(Inventory inventory, List<InventoryWarning> warnings) implements Reading {
    public Read {
      warnings = List.copyOf(warnings);
    }
  }

  /// At most [Limits#MAX_PROBLEMS] mistakes, and at least one.
  record Refused(List<InventoryProblem> problems) implements Reading {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
