package ballast.inventory;

import java.util.List;
import java.util.OptionalInt;

/// Writes one host entry of an INI or YAML inventory, `web[1:3]:2222` say, into a draft.
final class HostEntry {

  private HostEntry() {}

  /// The names it stood for; none when it was wrong, and then the draft knows why.
  static List<String> into(Draft draft, String entry, String group, Origin at) {
    if (entry.length() > Limits.MAX_HOST_CHARACTERS) {
      draft.problem(
          at, "a host is longer than " + Limits.MAX_HOST_CHARACTERS + " characters", entry);
      return List.of();
    }
    HostAddress address = HostAddress.of(entry);
    return switch (HostRange.expand(address.host())) {
      case HostRange.Expansion.Bad(var what) -> {
        draft.problem(at, what, entry);
        yield List.of();
      }
      case HostRange.Expansion.Names _ when address.port().isEmpty() && entry.endsWith(":") -> {
        draft.problem(
            new InventoryProblem(
                at, "a host must not end in ':'", entry, "write host:port, or the host alone"));
        yield List.of();
      }
      case HostRange.Expansion.Names(var names) ->
          named(draft, names, address.port(), entry, group, at);
    };
  }

  private static List<String> named(
      Draft draft, List<String> names, OptionalInt port, String entry, String group, Origin at) {
    if (names.isEmpty()) {
      draft.warn(at, "'" + entry + "' stands for no host: its range begins after it ends");
    }
    names.forEach(name -> draft.host(name, group, port, at));
    return names;
  }
}
