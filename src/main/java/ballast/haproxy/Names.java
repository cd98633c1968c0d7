package ballast.haproxy;

import java.util.regex.Pattern;

/// What HAProxy lets a backend or a server be called (configuration.txt 2.1: letters, digits, `-`,
/// `_`, `.` and `:`).
///
/// An allow list, because a name ends up inside a command line: `;` would start a second command,
/// `\` would escape, `<<` would start a payload, `#1` would mean "by id" and ids are re-used.
final class Names {
  /// Characters. HAProxy sets no limit; a longer name is a mistake, not a name.
  static final int LONGEST = 200;

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_.:-]+");

  private Names() {}

  static String checked(String kind, String name) {
    if (name.length() > LONGEST) {
      throw new IllegalArgumentException(
          kind + " name of " + name.length() + " characters, at most " + LONGEST + " are allowed");
    }
    if (!allowed(name)) {
      throw new IllegalArgumentException(
          "not a "
              + kind
              + " name: '"
              + name
              + "'; HAProxy allows letters, digits, '-', '_', '.' and ':'");
    }
    return name;
  }

  static boolean allowed(String name) {
    return name.length() <= LONGEST && ALLOWED.matcher(name).matches();
  }
}
