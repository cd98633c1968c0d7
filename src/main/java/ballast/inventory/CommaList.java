package ballast.inventory;

import java.util.OptionalInt;

/// Reads `fe-1,fe-2:2222,`: hosts straight from the command line, told from a file name by the
/// comma.
final class CommaList {

  private CommaList() {}

  static void into(Draft draft, String text) {
    int column = 1;
    for (String part : text.split(",", -1)) {
      Origin at = new Origin(text, 1, column);
      String entry = part.strip();
      column += part.length() + 1;
      if (entry.length() > Limits.MAX_HOST_CHARACTERS) {
        draft.problem(
            at, "a host is longer than " + Limits.MAX_HOST_CHARACTERS + " characters", entry);
      } else if (!entry.isEmpty()) {
        HostAddress address = HostAddress.of(entry);
        // Ranges are not expanded here; Ansible then takes the whole text as a name.
        boolean range = address.host().contains("[");
        draft.host(
            range ? entry : address.host(),
            Draft.UNGROUPED,
            range ? OptionalInt.empty() : address.port(),
            at);
      }
    }
  }
}
