package ballast.reach;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Which system a host says it is, in /etc/os-release.
///
/// @param id such as `debian`; empty where it does not say
/// @param version such as `22.04`; empty where it does not say, as systems under way do not
/// @param words for a person
public record OsRelease(String id, String version, String words) {
  /// The first release of each system whose own package of Docker is new enough.
  private static final Map<String, List<Integer>> FIRST =
      Map.of("debian", List.of(11), "ubuntu", List.of(22, 4));

  static final String SUPPORTED = "Debian 11 and later and Ubuntu 22.04 and later";

  /// Lines that are no assignment are skipped; of two that assign the same, the last one counts.
  public static OsRelease parse(String text) {
    Map<String, String> values =
        text.lines()
            .map(String::strip)
            .filter(line -> line.matches("[A-Z][A-Z0-9_]*=.*"))
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf('=')),
                    line -> unquoted(line.substring(line.indexOf('=') + 1)),
                    (_, last) -> last));
    String id = values.getOrDefault("ID", "");
    return new OsRelease(
        id, values.getOrDefault("VERSION_ID", ""), values.getOrDefault("PRETTY_NAME", id));
  }

  private static String unquoted(String value) {
    if (value.length() >= 2
        && (value.startsWith("\"") || value.startsWith("'"))
        && value.charAt(0) == value.charAt(value.length() - 1)) {
      return value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
    }
    return value;
  }

  /// Whether its own packages have a Docker Engine that Ballast knows.
  public boolean supported() {
    List<Integer> first = FIRST.getOrDefault(id, List.of());
    if (first.isEmpty() || !version.matches("[0-9]{1,4}(\\.[0-9]{1,4})*")) {
      return false;
    }
    var parts = new ArrayList<>(Arrays.stream(version.split("\\.")).map(Integer::valueOf).toList());
    while (parts.size() < first.size()) {
      parts.add(0);
    }
    return Arrays.compare(ints(parts), ints(first)) >= 0;
  }

  private static int[] ints(List<Integer> parts) {
    return parts.stream().mapToInt(Integer::intValue).toArray();
  }
}
