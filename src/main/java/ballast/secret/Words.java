package ballast.secret;

import java.util.stream.Collectors;

/// Other people's words, made fit to be shown.
final class Words {
  private static final int MOST_LINES = 5;
  private static final int LONGEST_LINE = 200;

  private Words() {}

  /// The first lines, without escape sequences and control characters.
  static String plain(String text) {
    return text.lines()
        .map(line ->
            line.replaceAll("\u001B\\[[0-9;?]*[ -/]*[@-~]", "").replaceAll("\\p{Cntrl}", " "))
        .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line)
        .filter(line -> !line.isBlank())
        .limit(MOST_LINES)
        .collect(Collectors.joining("; "));
  }
}
