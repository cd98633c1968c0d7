package ballast.inventory;

/// A chosen host, and how to reach it.
public record Target(InventoryHost host, Connection connection) {}
