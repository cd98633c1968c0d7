package ballast.inventory;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells `host:port` from a host that merely contains colons, by the very expressions Ansible uses
/// (`parsing/utils/addresses.py`).
///
/// @param host may still contain ranges such as `[1:3]`
record HostAddress(String host, OptionalInt port) {
  private static final String NUMBERS = "\\[(?:[0-9]+:[0-9]+)(?::[0-9]+)?\\]";
  private static final String HEXADECIMALS = "\\[(?:[0-9a-f]+:[0-9a-f]+)(?::[0-9]+)?\\]";
  private static final String LETTERS_OR_NUMBERS =
      "\\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\\]";
  private static final String LABEL =
      "(?:\\w|%1$s)(?:[\\w-]|%1$s)*(?<![_-])".formatted(LETTERS_OR_NUMBERS);

  private static final Pattern BRACKETED = Pattern.compile("\\[(.+)\\]:([0-9]+)");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("((?:[^:\\[\\]]|\\[[^\\]]*\\])*):([0-9]+)");
  private static final Pattern NAME =
      Pattern.compile(
          "%1$s(?:\\.%1$s)*".formatted(LABEL),
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern IPV4 = Pattern.compile(ipv4(), Pattern.CASE_INSENSITIVE);
  private static final Pattern IPV6 = Pattern.compile(ipv6(), Pattern.CASE_INSENSITIVE);

  /// A text that is no address is taken whole, as a name, as Ansible does.
  static HostAddress of(String text) {
    String host = text;
    OptionalInt port = OptionalInt.empty();
    for (Pattern form : new Pattern[] {BRACKETED, HOST_AND_PORT}) {
      Matcher matched = form.matcher(host);
      if (matched.matches()) {
        host = matched.group(1);
        port = number(matched.group(2));
      }
    }
    return isAddress(host)
        ? new HostAddress(host, port)
        : new HostAddress(text, OptionalInt.empty());
  }

  /// Whether the text, ranges allowed, can be a host or an address.
  static boolean isAddress(String host) {
    // The IPv6 expression is only anchored at its end in its last branch: so it is in Ansible.
    return NAME.matcher(host).matches()
        || IPV4.matcher(host).matches()
        || IPV6.matcher(host).lookingAt();
  }

  private static OptionalInt number(String digits) {
    return OptionalInt.of(digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits));
  }

  private static String ipv4() {
    String part = "(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|" + NUMBERS + ")";
    return "(?:" + part + "\\.){3}" + part;
  }

  private static String ipv6() {
    String part = "(?:[0-9a-f]{1,4}|" + HEXADECIMALS + ")";
    return ("(?:{0}:){7}{0}|(?:{0}:){1,6}:|(?:{0}:)(?::{0}){1,6}|(?:{0}:){2}(?::{0}){1,5}"
            + "|(?:{0}:){3}(?::{0}){1,4}|(?:{0}:){4}(?::{0}){1,3}|(?:{0}:){5}(?::{0}){1,2}"
            + "|(?:{0}:){6}(?::{0})|:(?::{0}){1,6}|{0}?::|(?:0:){6}(?:{0}\\.){3}{0}"
            + "|::(?:ffff:)?(?:{0}\\.){3}{0}|(?:0:){5}ffff:(?:{0}\\.){3}{0}$")
        .replace("{0}", part);
  }
}
