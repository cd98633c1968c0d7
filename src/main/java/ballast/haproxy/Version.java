package ballast.haproxy;

import java.util.Comparator;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A HAProxy version, whatever a packager appended: `2.6.12-1+deb12u4`, `3.0.0-5590ada47`,
/// `3.4-dev9-e5e622-18`.
///
/// Ordered by what decides behaviour: a development version comes before its release, suffixes do
/// not count. So two versions may compare as equal and differ in text.
///
/// @param development the N of `-devN`, empty for a release
/// @param text as HAProxy wrote it
public record Version(int major, int minor, int patch, OptionalInt development, String text)
    implements Comparable<Version> {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,6})|-dev(\\d{0,6}))?(?:[-+~].*)?");

  private static final Comparator<Version> ORDER =
      Comparator.comparingInt(Version::major)
          .thenComparingInt(Version::minor)
          .thenComparingInt(version -> version.development().orElse(Integer.MAX_VALUE))
          .thenComparingInt(Version::patch);

  public static Version parse(String text) throws UnreadableReply {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw UnreadableReply.expected("a HAProxy version such as 2.6.12-1+deb12u4", text);
    }
    String patch = form.group(3);
    String development = form.group(4);
    return new Version(
        Integer.parseInt(form.group(1)),
        Integer.parseInt(form.group(2)),
        patch == null ? 0 : Integer.parseInt(patch),
        development == null ? OptionalInt.empty() : OptionalInt.of(number(development)),
        text);
  }

  private static int number(String digits) {
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /// Whether everything released with `major.minor` is there; a development version of it is not
  /// enough.
  public boolean atLeast(int major, int minor) {
    return compareTo(new Version(major, minor, 0, OptionalInt.empty(), "")) >= 0;
  }

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return text;
  }
}
