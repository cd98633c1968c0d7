package ballast.model;

import java.util.regex.Pattern;

/// What a registry calls an image's manifest: `sha256:` and 64 hexadecimal digits.
public record Digest(String value) {
  private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

  public Digest {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a sha256 digest: '" + value + "'");
    }
  }

  /// Whether the text has the form of a digest.
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /// The first 12 hexadecimal digits, for people.
  public String brief() {
    return value.substring("sha256:".length(), "sha256:".length() + 12);
  }

  @Override
  public String toString() {
    return value;
  }
}
