package ballast.inventory;

import java.util.ArrayList;
import java.util.List;

/// One term of a host pattern, such as `web*`, `&staging`, `!fe-3`, `~fe-\d+`, `web[0:2]` or
/// `@retry.txt`.
///
/// @param text the term as written, without its sign
record Term(Sign sign, String text, Origin origin) {

  enum Sign {
    ADDS,
    KEEPS_ONLY,
    TAKES_AWAY
  }

  /// The terms of a whole pattern in their order; an empty one is a term with an empty text, for
  /// the chooser to refuse.
  ///
  /// @param source what to call the pattern in messages, such as `--limit`
  static List<Term> of(String source, String pattern) {
    if (pattern.contains(",")) {
      return separated(source, pattern, ',');
    }
    String alone = pattern.strip();
    boolean single = alone.startsWith("@") || HostAddress.isAddress(HostAddress.of(alone).host());
    return single ? List.of(of(alone, new Origin(source, 1, 1))) : separated(source, pattern, ':');
  }

  /// Brackets protect the colons of a subscript or a set of characters; a comma parts always.
  private static List<Term> separated(String source, String pattern, char separator) {
    var terms = new ArrayList<Term>();
    int start = 0;
    int open = 0;
    for (int at = 0; at <= pattern.length(); at++) {
      char c = at == pattern.length() ? separator : pattern.charAt(at);
      if (at == pattern.length() || (c == separator && (c == ',' || open == 0))) {
        terms.add(of(pattern.substring(start, at).strip(), new Origin(source, 1, start + 1)));
        start = at + 1;
      }
      open = c == '[' ? 1 : c == ']' ? 0 : open;
    }
    return terms;
  }

  /// One term, already cut out of its pattern.
  static Term of(String written, Origin origin) {
    return switch (written.isEmpty() ? ' ' : written.charAt(0)) {
      case '&' -> new Term(Sign.KEEPS_ONLY, written.substring(1), origin);
      case '!' -> new Term(Sign.TAKES_AWAY, written.substring(1), origin);
      default -> new Term(Sign.ADDS, written, origin);
    };
  }
}
