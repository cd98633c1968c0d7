package ballast.inventory;

/// Python's idea of white space, which unlike Java's includes the no-break space.
final class PythonBlanks {

  private PythonBlanks() {}

  /// The text without blanks at its ends.
  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && blank(text.charAt(start))) {
      start++;
    }
    while (end > start && blank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean blank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }
}
