package ballast.inventory;

import java.util.Locale;
import java.util.Optional;

/// A quoted text as Python's grammar has it, with its escapes undone.
///
/// @param end the place after its closing quote
record PythonText(String text, Kind kind, int end) {

  enum Kind {
    TEXT,
    BYTES
  }

  private enum Backslash {
    ESCAPES,
    IS_TEXT
  }

  /// The quoted text that starts at this place, if one does and is well formed.
  static Optional<PythonText> at(String source, int start) {
    int open = start;
    while (open < source.length() && Character.isLetter(source.charAt(open))) {
      open++;
    }
    if (open == source.length() || "'\"".indexOf(source.charAt(open)) < 0) {
      return Optional.empty();
    }
    String prefix = source.substring(start, open).toLowerCase(Locale.ROOT);
    return switch (prefix) {
      case "", "u" -> read(source, open, Kind.TEXT, Backslash.ESCAPES);
      case "r" -> read(source, open, Kind.TEXT, Backslash.IS_TEXT);
      case "b" -> read(source, open, Kind.BYTES, Backslash.ESCAPES);
      case "br", "rb" -> read(source, open, Kind.BYTES, Backslash.IS_TEXT);
      default -> Optional.empty();
    };
  }

  private static Optional<PythonText> read(
      String source, int open, Kind kind, Backslash backslash) {
    String one = source.substring(open, open + 1);
    String quote = source.startsWith(one.repeat(3), open) ? one.repeat(3) : one;
    var text = new StringBuilder();
    int at = open + quote.length();
    while (at < source.length()) {
      if (source.startsWith(quote, at)) {
        return Optional.of(new PythonText(text.toString(), kind, at + quote.length()));
      }
      char c = source.charAt(at);
      if (c != '\\') {
        text.append(c);
        at++;
      } else if (at + 1 == source.length()) {
        return Optional.empty();
      } else if (backslash == Backslash.ESCAPES) {
        at = escape(source, at + 1, text);
        if (at < 0) {
          return Optional.empty();
        }
      } else {
        text.append(source, at, at + 2);
        at += 2;
      }
    }
    return Optional.empty();
  }

  private static int escape(String source, int at, StringBuilder text) {
    char c = source.charAt(at);
    int simple = "\\'\"abfnrtv".indexOf(c);
    if (simple >= 0) {
      text.append("\\'\"\u0007\b\f\n\r\t\u000b".charAt(simple));
      return at + 1;
    }
    return switch (c) {
      case 'x' -> code(source, at + 1, 2, text);
      case 'u' -> code(source, at + 1, 4, text);
      case 'U' -> code(source, at + 1, 8, text);
      case 'N' -> -1;
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(source, at, text);
      default -> {
        // An escape that Python does not know stays as it is, backslash and all.
        text.append('\\').append(c);
        yield at + 1;
      }
    };
  }

  private static int octal(String source, int start, StringBuilder text) {
    int at = start;
    int code = 0;
    while (at < source.length() && at < start + 3 && Character.digit(source.charAt(at), 8) >= 0) {
      code = code * 8 + Character.digit(source.charAt(at), 8);
      at++;
    }
    text.append((char) code);
    return at;
  }

  private static int code(String source, int at, int digits, StringBuilder text) {
    if (at + digits > source.length()) {
      return -1;
    }
    long code = 0;
    for (char c : source.substring(at, at + digits).toCharArray()) {
      int digit = Character.digit(c, 16);
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    if (code > Character.MAX_CODE_POINT) {
      return -1;
    }
    text.appendCodePoint((int) code);
    return at + digits;
  }
}
