package ballast.template;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;
import java.util.regex.Pattern;

/// What becomes of a text, as `diff -u` tells it.
///
/// @param lines without the two that name the files; empty where nothing changes
public record TextChange(List<String> lines) {
  private static final int AROUND = 3;

  /// What follows these words in an HAProxy config is nobody's to read on a screen.
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)((?:stats\\h+auth|insecure-password|password|hdr\\h+authorization"
              + "|set-header\\h+authorization)\\h+).*");

  public TextChange {
    lines = List.copyOf(lines);
  }

  public static TextChange between(String before, String after) {
    List<String> old = before.lines().toList();
    List<String> lines =
        UnifiedDiffUtils.generateUnifiedDiff(
            "", "", old, DiffUtils.diff(old, after.lines().toList()), AROUND);
    return new TextChange(
        lines.stream()
            .skip(2)
            .map(line -> SECRET.matcher(line).replaceFirst("$1(hidden)"))
            .toList());
  }

  public boolean isEmpty() {
    return lines.isEmpty();
  }
}
