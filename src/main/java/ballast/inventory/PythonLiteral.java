package ballast.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Types a value of an INI inventory as Ansible does: through Python's `ast.literal_eval`, and as
/// text where that fails.
///
/// `8080` is a number, `False` a truth, `no` and `007` and `10.0.0.1` are texts, `80,443` is a
/// list. Left out, so kept as text: complex numbers, sets, `...` and names of Unicode characters in
/// escapes.
final class PythonLiteral {
  private static final int MAX_DIGITS = 4300;

  private final String text;
  private final Origin origin;
  private int at;
  private int depth;

  private PythonLiteral(String text, Origin origin) {
    this.text = text;
    this.origin = origin;
  }

  /// Never fails: what is no literal is itself.
  static Value typed(String text, Origin origin) {
    var literal = new PythonLiteral(text, origin);
    return literal.whole().orElseGet(() -> new Value.Text(text, origin));
  }

  private Optional<Value> whole() {
    blanks();
    Optional<Value> value = items('\0');
    blanks();
    return at == text.length() ? value : Optional.empty();
  }

  /// One expression, or a bare tuple; up to the closing character, or the end of the text for `\0`.
  private Optional<Value> items(char close) {
    var items = new ArrayList<Value>();
    boolean comma = false;
    while (!closes(close)) {
      Optional<Value> item = items.isEmpty() || comma ? expression() : Optional.empty();
      if (item.isEmpty()) {
        return item;
      }
      items.add(item.get());
      comma = taken(',');
    }
    if (items.size() == 1 && !comma && close != ']') {
      return Optional.of(items.getFirst());
    }
    return items.isEmpty() && close == '\0'
        ? Optional.empty()
        : Optional.of(new Value.ListOf(items, origin));
  }

  private boolean closes(char close) {
    blanks();
    return close == '\0' ? at == text.length() : at < text.length() && text.charAt(at) == close;
  }

  private Optional<Value> expression() {
    blanks();
    if (at == text.length() || ++depth > Limits.MAX_NESTING) {
      return Optional.empty();
    }
    char c = text.charAt(at);
    Optional<Value> value =
        switch (c) {
          case '(' -> enclosed(')');
          case '[' -> enclosed(']');
          case '{' -> mapping();
          case '+', '-' -> signed();
          default -> c == '.' || digit(c) ? number("") : wordOrText();
        };
    depth--;
    return value;
  }

  private Optional<Value> enclosed(char close) {
    at++;
    Optional<Value> items = items(close);
    return items.isPresent() && taken(close) ? items : Optional.empty();
  }

  private Optional<Value> mapping() {
    at++;
    Map<String, Value> entries = new LinkedHashMap<>();
    boolean comma = true;
    while (!closes('}')) {
      Optional<String> key = comma ? expression().flatMap(PythonLiteral::asKey) : Optional.empty();
      Optional<Value> value =
          key.isPresent() && taken(':') ? expression() : Optional.<Value>empty();
      if (value.isEmpty()) {
        return value;
      }
      entries.put(key.orElseThrow(), value.get());
      comma = taken(',');
    }
    at++;
    return Optional.of(new Value.MapOf(entries, origin));
  }

  /// Keys as JSON writes them, which is how every reader of `ansible-inventory` sees them.
  private static Optional<String> asKey(Value key) {
    return switch (key) {
      case Value.Text(var text, _) -> Optional.of(text);
      case Value.Whole(var number, _) -> Optional.of(number.toString());
      case Value.Real(var number, _) -> Optional.of(Double.toString(number));
      case Value.Truth(var truth, _) -> Optional.of(Boolean.toString(truth));
      case Value.Nothing _ -> Optional.of("null");
      case Value.ListOf _, Value.MapOf _, Value.Vaulted _ -> Optional.empty();
    };
  }

  private Optional<Value> signed() {
    String sign = text.charAt(at) == '-' ? "-" : "";
    at++;
    blanks();
    boolean number = at < text.length() && (digit(text.charAt(at)) || text.charAt(at) == '.');
    return number ? number(sign) : Optional.empty();
  }

  private Optional<Value> number(String sign) {
    int start = at;
    while (at < text.length() && partOfNumber()) {
      at++;
    }
    return PythonNumber.of(sign, text.substring(start, at), MAX_DIGITS)
        .map(number ->
            switch (number) {
              case PythonNumber.Whole(var whole) -> new Value.Whole(whole, origin);
              case PythonNumber.Real(var real) -> new Value.Real(real, origin);
            });
  }

  private boolean partOfNumber() {
    char c = text.charAt(at);
    boolean afterExponent =
        (c == '+' || c == '-')
            && "eE".indexOf(text.charAt(at - 1)) >= 0
            && !text.regionMatches(true, Math.max(0, at - 3), "0x", 0, 2);
    return Character.isLetterOrDigit(c) || c == '.' || c == '_' || afterExponent;
  }

  private Optional<Value> wordOrText() {
    int end = at;
    while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
      end++;
    }
    String word = text.substring(at, end);
    if (end < text.length() && (text.charAt(end) == '\'' || text.charAt(end) == '"')) {
      return texts();
    }
    at = end;
    return switch (word) {
      case "True" -> Optional.of(new Value.Truth(true, origin));
      case "False" -> Optional.of(new Value.Truth(false, origin));
      case "None" -> Optional.of(new Value.Nothing(origin));
      default -> Optional.empty();
    };
  }

  /// One quoted text, or several side by side, which Python joins.
  private Optional<Value> texts() {
    var joined = new StringBuilder();
    List<PythonText> parts = new ArrayList<>();
    for (Optional<PythonText> next = PythonText.at(text, at);
        next.isPresent();
        next = PythonText.at(text, at)) {
      parts.add(next.get());
      joined.append(next.get().text());
      at = next.get().end();
      blanks();
    }
    boolean mixed = parts.stream().map(PythonText::kind).distinct().count() > 1;
    return parts.isEmpty() || mixed
        ? Optional.empty()
        : Optional.of(new Value.Text(joined.toString(), origin));
  }

  private boolean taken(char c) {
    blanks();
    boolean found = at < text.length() && text.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  /// A comment ends the text for Python, so that `8080 # note` is the number.
  private void blanks() {
    while (at < text.length() && " \t\f".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '#') {
      at = text.length();
    }
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
