package ballast.inventory;

/// One mistake that keeps an inventory from being used.
///
/// @param at where it is
/// @param what what is wrong, in one sentence
/// @param offending the text that is wrong, as written; empty when the place says it all
/// @param hint what to do next; empty when `what` leaves no doubt
public record InventoryProblem(Origin at, String what, String offending, String hint) {

  public InventoryProblem {
    offending = Limits.shown(offending);
  }

  InventoryProblem(Origin at, String what, String offending) {
    this(at, what, offending, "");
  }

  /// One line, place first.
  @Override
  public String toString() {
    return at
        + ": "
        + what
        + (offending.isEmpty() ? "" : ": '" + offending + "'")
        + (hint.isEmpty() ? "" : " (" + hint + ")");
  }
}
