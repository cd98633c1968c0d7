package ballast.inventory;

import java.util.regex.Pattern;

/// Shell patterns as Python's `fnmatch` reads them: `*`, `?`, `[a-c]`, `[!a]`.
final class Glob {

  private Glob() {}

  static Pattern compile(String glob) {
    var regex = new StringBuilder();
    int at = 0;
    while (at < glob.length()) {
      char c = glob.charAt(at);
      int close = c == '[' ? closing(glob, at) : -1;
      if (close > 0) {
        regex.append(characters(glob.substring(at + 1, close)));
        at = close + 1;
        continue;
      }
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
      at++;
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /// A `]` that comes first, or first after `!`, is one of the characters.
  private static int closing(String glob, int open) {
    int first = open + 1;
    if (first < glob.length() && glob.charAt(first) == '!') {
      first++;
    }
    return glob.indexOf(']', first + 1 <= glob.length() ? first + 1 : first);
  }

  private static String characters(String inside) {
    boolean others = inside.startsWith("!");
    String set = others ? inside.substring(1) : inside;
    return (others ? "[^" : "[") + set.replaceAll("[\\\\\\[\\]&^~]", "\\\\$0") + "]";
  }
}
