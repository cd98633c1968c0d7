/// Reads Ansible inventories as they are, and chooses hosts from them by pattern.
///
/// Text becomes a [ballast.inventory.Draft] in one parser per form; the draft becomes an
/// [ballast.inventory.Inventory] by Ansible's rules of membership and precedence. Only
/// [ballast.inventory.Disk] and [ballast.inventory.Script] touch the machine. Every mistake in
/// every file is reported at once, each with its place.
@NullMarked
package ballast.inventory;

import org.jspecify.annotations.NullMarked;
