package ballast.inventory;

/// Something that reads as Ansible reads it, but that its author may not have meant.
public record InventoryWarning(Origin at, String what) {

  /// One line, place first.
  @Override
  public String toString() {
    return at + ": " + what;
  }
}
