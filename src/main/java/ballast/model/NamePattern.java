package ballast.model;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A name with `{slot}` in it, such as `pxapp-{slot}`: one name for each slot.
public record NamePattern(String text) {
  private static final String SLOT = "{slot}";
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.-]*\\{slot}[A-Za-z0-9_.-]*");

  public NamePattern {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a name with {slot} in it: letters, digits, _ . - and {slot}"
              .formatted(text));
    }
  }

  /// The name of that slot.
  public String of(int slot) {
    return text.replace(SLOT, Integer.toString(slot));
  }

  /// The slot that bears this name, if one does.
  public OptionalInt slotOf(String name) {
    int at = text.indexOf(SLOT);
    String before = text.substring(0, at);
    String after = text.substring(at + SLOT.length());
    Matcher number =
        Pattern.compile(Pattern.quote(before) + "([1-9][0-9]{0,4})" + Pattern.quote(after))
            .matcher(name);
    return number.matches()
        ? OptionalInt.of(Integer.parseInt(number.group(1)))
        : OptionalInt.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
