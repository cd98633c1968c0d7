package ballast.config;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;

/// The file as it is shown in diagnostics: its lines, with what may be secret blotted out. Columns
/// are counted in characters, as the marks of SnakeYAML count them.
final class Source {
  /// In a file that cannot be read as YAML there is only the look of a line to go by.
  private static final Pattern SECRET_BY_NAME =
      Pattern.compile(
          "(?i)(?:pass|secret|token|credential|private|key|webhook|slack)[\\w.-]*[\"']?\\s*[:=]");

  /// What follows the host of a web address may be as good as a password.
  private static final Pattern ADDRESS = Pattern.compile("(?i)https?:/+[^/\\s\"']*/?");

  private static final int BLOT = '*';

  private final String file;
  private final List<int[]> lines;

  private Source(String file, List<int[]> lines) {
    this.file = file;
    this.lines = lines;
  }

  static Source of(String file, String text) {
    return new Source(
        file,
        Arrays.stream(text.split("\\R", -1)).map(line -> line.codePoints().toArray()).toList());
  }

  String file() {
    return file;
  }

  /// A diagnostic at that place.
  Diagnostic at(Mark mark, String what, String hint) {
    return at(mark.getLine(), mark.getColumn(), what, hint);
  }

  /// A diagnostic at that place, counted from 0.
  Diagnostic at(int line, int column, String what, String hint) {
    int within = Math.min(line, lines.size() - 1);
    int[] letters = lines.get(within);
    String offending = new String(letters, 0, letters.length);
    return new Diagnostic(file, line + 1, column + 1, what, offending, hint);
  }

  /// Never again shows what stands between the two marks.
  void blot(Mark from, Mark to) {
    for (int line = from.getLine(); line <= Math.min(to.getLine(), lines.size() - 1); line++) {
      int[] letters = lines.get(line);
      int first = line == from.getLine() ? from.getColumn() : 0;
      int end = line == to.getLine() ? to.getColumn() : letters.length;
      for (int at = first; at < Math.min(end, letters.length); at++) {
        letters[at] = Character.isWhitespace(letters[at]) ? letters[at] : BLOT;
      }
    }
  }

  /// Never again shows what stands after a name that sounds secret, or after the host of an
  /// address.
  void blotByName() {
    for (int[] letters : lines) {
      blotAfter(SECRET_BY_NAME, letters);
      blotAfter(ADDRESS, letters);
    }
  }

  private static void blotAfter(Pattern what, int[] letters) {
    String line = new String(letters, 0, letters.length);
    var found = what.matcher(line);
    if (found.find()) {
      Arrays.fill(letters, Character.codePointCount(line, 0, found.end()), letters.length, BLOT);
    }
  }
}
