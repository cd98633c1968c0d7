package ballast.inventory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Expands `web[01:10:2]-[a:c]` into names, left to right, as Ansible does
/// (`plugins/inventory/__init__.py`).
final class HostRange {

  sealed interface Expansion {
    /// Empty when a numeric range begins after its end, as in Ansible.
    record Names(List<String> names) implements Expansion {}

    record Bad(String what) implements Expansion {}
  }

  /// Ansible's order: small letters come before capitals.
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private HostRange() {}

  /// Never more than [Limits#MAX_HOSTS_PER_RANGE] names.
  static Expansion expand(String pattern) {
    List<StringBuilder> heads = List.of(new StringBuilder());
    int at = 0;
    for (int open = pattern.indexOf('['); open >= 0; open = pattern.indexOf('[', at)) {
      int close = pattern.indexOf(']', open);
      if (close < 0) {
        return new Expansion.Bad("a range is not closed by ']'");
      }
      switch (items(pattern.substring(open + 1, close))) {
        case Expansion.Bad bad -> {
          return bad;
        }
        case Expansion.Names(var items) -> {
          if ((long) heads.size() * items.size() > Limits.MAX_HOSTS_PER_RANGE) {
            return tooMany();
          }
          heads = product(heads, pattern.substring(at, open), items);
        }
      }
      at = close + 1;
    }
    String tail = pattern.substring(at);
    return new Expansion.Names(heads.stream().map(head -> head + tail).toList());
  }

  private static List<StringBuilder> product(
      List<StringBuilder> heads, String between, List<String> items) {
    var longer = new ArrayList<StringBuilder>(heads.size() * items.size());
    for (StringBuilder head : heads) {
      for (String item : items) {
        longer.add(new StringBuilder(head).append(between).append(item));
      }
    }
    return longer;
  }

  private static Expansion items(String range) {
    String[] bounds = range.split(":", -1);
    if (bounds.length != 2 && bounds.length != 3) {
      return new Expansion.Bad("a range must be [begin:end] or [begin:end:step]");
    }
    String begin = bounds[0].isEmpty() ? "0" : bounds[0];
    String end = bounds[1];
    String step = bounds.length == 3 ? bounds[2] : "1";
    if (end.isEmpty()) {
      return new Expansion.Bad("a range must say where it ends");
    }
    if (!isNumber(step) || new BigInteger(step).signum() == 0) {
      return new Expansion.Bad("the step of a range must be a whole number from 1");
    }
    if (isNumber(begin) && isNumber(end)) {
      return numbers(begin, end, new BigInteger(step));
    }
    if (begin.length() == 1 && end.length() == 1) {
      return letters(LETTERS.indexOf(begin), LETTERS.indexOf(end), new BigInteger(step));
    }
    return new Expansion.Bad("a range goes from number to number or from letter to letter");
  }

  private static Expansion letters(int begin, int end, BigInteger step) {
    if (begin < 0 || end < 0) {
      return new Expansion.Bad("a range goes from number to number or from letter to letter");
    }
    if (begin > end) {
      return new Expansion.Bad("a range of letters must not begin after it ends (a-z, then A-Z)");
    }
    int stride = step.min(BigInteger.valueOf(LETTERS.length())).intValue();
    var items = new ArrayList<String>();
    for (int i = begin; i <= end; i += stride) {
      items.add(LETTERS.substring(i, i + 1));
    }
    return new Expansion.Names(items);
  }

  private static Expansion numbers(String begin, String end, BigInteger step) {
    boolean filled = begin.length() > 1 && begin.startsWith("0");
    if (filled && begin.length() != end.length()) {
      return new Expansion.Bad("both ends of a zero-filled range must have the same length");
    }
    BigInteger last = new BigInteger(end);
    BigInteger count = last.subtract(new BigInteger(begin)).divide(step).add(BigInteger.ONE);
    if (count.compareTo(BigInteger.valueOf(Limits.MAX_HOSTS_PER_RANGE)) > 0) {
      return tooMany();
    }
    var items = new ArrayList<String>();
    for (BigInteger i = new BigInteger(begin); i.compareTo(last) <= 0; i = i.add(step)) {
      String digits = i.toString();
      items.add(filled ? "0".repeat(end.length() - digits.length()) + digits : digits);
    }
    return new Expansion.Names(items);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Expansion tooMany() {
    return new Expansion.Bad(
        "a range stands for more than " + Limits.MAX_HOSTS_PER_RANGE + " hosts");
  }
}
