package ballast.docker;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of the Engine API, such as 1.41 (Engine 20.10).
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
  /// The oldest that has all that Ballast asks for: Engine 20.10.
  static final ApiVersion OLDEST = new ApiVersion(1, 41);

  /// The newest that Ballast speaks, and the oldest that Engine 29 takes.
  static final ApiVersion OURS = new ApiVersion(1, 44);

  private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

  static Optional<ApiVersion> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    return matcher.matches()
        ? Optional.of(
            new ApiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /// What to speak with an engine whose newest version this is; nothing where it is too old.
  Optional<ApiVersion> spoken() {
    if (compareTo(OLDEST) < 0) {
      return Optional.empty();
    }
    return Optional.of(compareTo(OURS) < 0 ? this : OURS);
  }

  @Override
  public int compareTo(ApiVersion other) {
    return Comparator.comparingInt(ApiVersion::major)
        .thenComparingInt(ApiVersion::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
