package ballast.inventory;

import java.time.Duration;
import java.util.List;

/// Every bound of this package; an inventory beyond one is refused by name, never cut short in
/// silence.
public final class Limits {
  public static final int MAX_FILE_BYTES = 16 << 20;
  public static final int MAX_FILES = 10_000;
  public static final int MAX_FOLDER_DEPTH = 10;
  public static final int MAX_HOSTS_PER_RANGE = 100_000;
  public static final int MAX_HOSTS = 200_000;
  public static final int MAX_GROUPS = 20_000;
  public static final int MAX_GROUP_DEPTH = 100;
  public static final int MAX_NESTING = 50;

  /// DNS allows 253 characters; the rest is room for ranges. Regular expressions run over this.
  public static final int MAX_HOST_CHARACTERS = 1_000;

  public static final int MAX_PROBLEMS = 100;
  public static final int MAX_SHOWN_CHARACTERS = 120;
  public static final int MAX_SHOWN_NAMES = 6;
  public static final Duration SCRIPT_DEADLINE = Duration.ofSeconds(60);

  private Limits() {}

  /// Text as it may stand in a message: no control characters, bounded.
  static String shown(String text) {
    int end = Math.min(text.length(), MAX_SHOWN_CHARACTERS);
    var printable = text.substring(0, end).replaceAll("\\p{Cntrl}", "\u00b7");
    return end < text.length() ? printable + "…" : printable;
  }

  /// Names as they may stand in a message: the first few.
  static String some(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(names.size(), MAX_SHOWN_NAMES)));
    return names.size() > MAX_SHOWN_NAMES ? first + ", …" : first;
  }
}
