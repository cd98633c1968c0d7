package ballast.inventory;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/// A number as Python's grammar has it: `1_000`, `0x1f`, `1.`, `.5e3`; not `007`.
sealed interface PythonNumber {

  record Whole(BigInteger number) implements PythonNumber {}

  record Real(double number) implements PythonNumber {}

  Pattern DECIMAL = Pattern.compile("[1-9](?:_?[0-9])*|0(?:_?0)*");
  Pattern BINARY = Pattern.compile("0[bB]((?:_?[01])+)");
  Pattern OCTAL = Pattern.compile("0[oO]((?:_?[0-7])+)");
  Pattern HEXADECIMAL = Pattern.compile("0[xX]((?:_?[0-9a-fA-F])+)");
  String DIGITS = "[0-9](?:_?[0-9])*";
  Pattern REAL =
      Pattern.compile(
          "(?:(?:%1$s)?\\.%1$s|%1$s\\.)(?:[eE][+-]?%1$s)?|%1$s[eE][+-]?%1$s".formatted(DIGITS));

  /// Empty when the word is no number, or a whole one of more than `maxDigits` digits.
  static Optional<PythonNumber> of(String sign, String word, int maxDigits) {
    if (word.length() > maxDigits) {
      return Optional.empty();
    }
    if (DECIMAL.matcher(word).matches()) {
      return whole(sign, word, 10);
    }
    if (BINARY.matcher(word).matches()) {
      return whole(sign, word.substring(2), 2);
    }
    if (OCTAL.matcher(word).matches()) {
      return whole(sign, word.substring(2), 8);
    }
    if (HEXADECIMAL.matcher(word).matches()) {
      return whole(sign, word.substring(2), 16);
    }
    return REAL.matcher(word).matches()
        ? Optional.of(new Real(Double.parseDouble(sign + word.replace("_", ""))))
        : Optional.empty();
  }

  private static Optional<PythonNumber> whole(String sign, String digits, int radix) {
    return Optional.of(new Whole(new BigInteger(sign + digits.replace("_", ""), radix)));
  }
}
