package ballast.inventory;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/// Types plain words of YAML as PyYAML does, which is not quite what SnakeYAML does: to PyYAML
/// `1e5` is a text and `1:30.5` a number.
final class PyYamlScalars {

  /// PyYAML's expressions (`yaml/resolver.py`), in its order.
  static final class Tags extends Resolver {
    private static final Pattern TRUTHS =
        Pattern.compile(
            "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF");
    private static final Pattern REALS =
        Pattern.compile(
            "[-+]?(?:[0-9][0-9_]*)\\.[0-9_]*(?:[eE][-+][0-9]+)?"
                + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
                + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*"
                + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final Pattern WHOLES =
        Pattern.compile(
            "[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)"
                + "|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+");
    private static final Pattern NOTHINGS = Pattern.compile("~|null|Null|NULL|");
    private static final Pattern TIMES =
        Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \\t]+)[0-9][0-9]?"
                + ":[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?(?:[ \\t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?");

    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, whole(TRUTHS), "yYnNtTfFoO");
      addImplicitResolver(Tag.FLOAT, whole(REALS), "-+0123456789.");
      addImplicitResolver(Tag.INT, whole(WHOLES), "-+0123456789");
      addImplicitResolver(Tag.MERGE, whole(Pattern.compile("<<")), "<");
      addImplicitResolver(Tag.NULL, whole(NOTHINGS), "~nN\0");
      addImplicitResolver(Tag.NULL, whole(Pattern.compile("")), null);
      addImplicitResolver(Tag.TIMESTAMP, whole(TIMES), "0123456789");
    }

    /// The resolver searches; PyYAML's expressions are anchored at both ends.
    private static Pattern whole(Pattern pattern) {
      return Pattern.compile("^(?:" + pattern.pattern() + ")$");
    }
  }

  private PyYamlScalars() {}

  /// Empty for a tag that Ansible would not know either.
  static Optional<Value> value(Tag tag, String written, Origin origin) {
    return switch (tag.getValue()) {
      case "tag:yaml.org,2002:str",
          "tag:yaml.org,2002:timestamp",
          "tag:yaml.org,2002:binary",
          "tag:yaml.org,2002:value",
          "tag:yaml.org,2002:python/unicode",
          "!unsafe" ->
          Optional.of(new Value.Text(written, origin));
      case "!vault", "!vault-encrypted" -> Optional.of(new Value.Vaulted(origin));
      case "tag:yaml.org,2002:null", "tag:yaml.org,2002:merge" ->
          Optional.of(new Value.Nothing(origin));
      case "tag:yaml.org,2002:bool" -> Optional.of(new Value.Truth(truth(written), origin));
      case "tag:yaml.org,2002:int" ->
          Optional.of(
              whole(written)
                  .map(number -> (Value) new Value.Whole(number, origin))
                  .orElseGet(() -> new Value.Text(written, origin)));
      case "tag:yaml.org,2002:float" ->
          Optional.of(
              real(written)
                  .map(number -> (Value) new Value.Real(number, origin))
                  .orElseGet(() -> new Value.Text(written, origin)));
      default -> Optional.empty();
    };
  }

  private static boolean truth(String written) {
    return switch (written.toLowerCase(Locale.ROOT)) {
      case "yes", "true", "on" -> true;
      default -> false;
    };
  }

  private static Optional<BigInteger> whole(String written) {
    String digits = written.replace("_", "");
    BigInteger sign = digits.startsWith("-") ? BigInteger.ONE.negate() : BigInteger.ONE;
    digits = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
    try {
      return Optional.of(sign.multiply(magnitude(digits)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static BigInteger magnitude(String digits) {
    if (digits.startsWith("0b")) {
      return new BigInteger(digits.substring(2), 2);
    }
    if (digits.startsWith("0x")) {
      return new BigInteger(digits.substring(2), 16);
    }
    if (digits.length() > 1 && digits.startsWith("0")) {
      return new BigInteger(digits, 8);
    }
    BigInteger sum = BigInteger.ZERO;
    for (String part : digits.split(":", -1)) {
      sum = sum.multiply(BigInteger.valueOf(60)).add(new BigInteger(part));
    }
    return sum;
  }

  private static Optional<Double> real(String written) {
    String digits = written.replace("_", "").toLowerCase(Locale.ROOT);
    double sign = digits.startsWith("-") ? -1 : 1;
    digits = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
    try {
      return switch (digits) {
        case ".inf" -> Optional.of(sign * Double.POSITIVE_INFINITY);
        case ".nan" -> Optional.of(Double.NaN);
        default -> {
          double sum = 0;
          for (String part : digits.split(":", -1)) {
            sum = sum * 60 + Double.parseDouble(part);
          }
          yield Optional.of(sign * sum);
        }
      };
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
