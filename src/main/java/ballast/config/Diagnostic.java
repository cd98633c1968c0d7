package ballast.config;

import java.util.List;
import java.util.stream.Collectors;

/// One mistake in what a user wrote, and what helps.
///
/// ```
/// ballast.yml:7:1: unknown key 'slotz' — did you mean 'slots'?
///     7 | slotz: 3
///       | ^
/// ```
///
/// @param file the file as the user named it, or the flag
/// @param line counted from 1; 0 where there is no place to point at
/// @param column in characters, counted from 1
/// @param what what is wrong, one line
/// @param offending the line it stands in, with what may be secret blotted out
/// @param hint what helps; empty where nothing is to be said
public record Diagnostic(
    String file, int line, int column, String what, String offending, String hint) {
  private static final int EXCERPT_COLUMNS_MAX = 100;
  private static final int LEAD_COLUMNS = 40;
  private static final int WORDS_LETTERS_MAX = 500;
  private static final int NOT_SHOWN = '\uFFFD';

  /// What a terminal would act upon is not shown to it, and no value fills the screen.
  public Diagnostic {
    file = shown(file);
    what = brief(shown(what));
    offending = shown(offending);
    hint = brief(shown(hint));
  }

  private static String shown(String text) {
    return text.codePoints()
        .map(letter -> acts(letter) ? NOT_SHOWN : letter)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// Escape sequences, line breaks, and marks that turn the direction of a text.
  private static boolean acts(int letter) {
    return (Character.isISOControl(letter) && letter != '\t')
        || Character.getType(letter) == Character.FORMAT
        || letter == '\u2028'
        || letter == '\u2029';
  }

  private static String brief(String text) {
    return text.codePointCount(0, text.length()) <= WORDS_LETTERS_MAX
        ? text
        : text.substring(0, text.offsetByCodePoints(0, WORDS_LETTERS_MAX)) + "…";
  }

  /// A mistake in the value of a command-line flag.
  static Diagnostic ofFlag(String flag, String value, String what, String hint) {
    return new Diagnostic(flag, 0, 0, what, value, hint);
  }

  /// A mistake about a file as a whole.
  static Diagnostic ofFile(String file, String what, String hint) {
    return new Diagnostic(file, 0, 0, what, "", hint);
  }

  /// Place, mistake and hint in one line.
  public String headline() {
    String place = line == 0 ? file : "%s:%d:%d".formatted(file, line, column);
    return place + ": " + what + (hint.isEmpty() ? "" : " — " + hint);
  }

  /// The headline, and below it the line with a caret under the mistake.
  public String render() {
    if (line == 0) {
      return headline();
    }
    int[] letters = offending.codePoints().toArray();
    int at = Math.min(column - 1, letters.length);
    int from = at < EXCERPT_COLUMNS_MAX - LEAD_COLUMNS ? 0 : at - LEAD_COLUMNS;
    int length = Math.min(letters.length - from, EXCERPT_COLUMNS_MAX);
    String excerpt = new String(letters, from, length);
    String lead = new String(letters, from, at - from).replaceAll("[^\t]", " ");
    String gutter = "%5d".formatted(line);
    return "%s\n%s | %s\n%s | %s^"
        .formatted(headline(), gutter, excerpt, " ".repeat(gutter.length()), lead);
  }

  /// All of them, one below the other.
  public static String render(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(Diagnostic::render).collect(Collectors.joining("\n"));
  }
}
