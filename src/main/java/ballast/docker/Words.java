package ballast.docker;

import java.util.Locale;

/// Other people's words, made fit to be shown.
final class Words {
  private Words() {}

  /// Without escape sequences and control characters, except tabs.
  static String plain(String text) {
    return text.replaceAll("\u001B\\[[0-9;?]*[ -/]*[@-~]", "")
        .replaceAll("[\\p{Cntrl}&&[^\\t]]", "");
  }

  /// The first `length` characters.
  static String brief(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }

  static boolean saysOneOf(String text, String... phrases) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String phrase : phrases) {
      if (lower.contains(phrase)) {
        return true;
      }
    }
    return false;
  }
}
