package ballast.docker;

import java.util.Optional;

/// A container's `/etc/passwd`, as far as users have numbers in it.
final class Passwd {
  static final String FILE = "/etc/passwd";

  private static final int FIELDS = 7;
  private static final int NUMBER_AT = 2;

  private Passwd() {}

  /// The number in Docker's `USER[:GROUP]`; root's where it says nothing, nothing where it is a
  /// name.
  static Optional<Integer> number(String user) {
    String name = name(user);
    return name.isEmpty()
        ? Optional.of(0)
        : name.matches("\\d{1,9}") ? Optional.of(Integer.parseInt(name)) : Optional.empty();
  }

  /// The number of a user of that name.
  static Optional<Integer> find(String passwd, String user) {
    return passwd
        .lines()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length == FIELDS && fields[0].equals(name(user)))
        .flatMap(fields -> number(fields[NUMBER_AT]).stream())
        .findFirst();
  }

  private static String name(String user) {
    return user.split(":", 2)[0];
  }
}
