package ballast.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A value that nobody may see: it has no text, and leaves only through [#reveal], which only what
/// hands it over calls.
public final class Secret {
  /// What stands wherever a secret would.
  public static final String MASK = "******";

  /// A shorter one would take harmless letters out of other people's words.
  private static final int SHORTEST_HIDDEN = 4;

  /// Shorter lines of a longer value, "}" or a key's first line, say nothing of it.
  private static final int SHORTEST_LINE = 16;

  private final byte[] value;

  private Secret(byte[] value) {
    this.value = value;
  }

  public static Secret of(byte[] value) {
    return new Secret(value.clone());
  }

  public static Secret of(String value) {
    return new Secret(value.getBytes(StandardCharsets.UTF_8));
  }

  /// The value itself, for whom it is meant. Never for a text that a person or a file gets.
  public byte[] reveal() {
    return value.clone();
  }

  public int length() {
    return value.length;
  }

  /// The same without the one line end that editors and `echo` leave behind.
  public Secret withoutLineEnd() {
    int end = value.length;
    if (end > 0 && value[end - 1] == '\n') {
      end--;
      if (end > 0 && value[end - 1] == '\r') {
        end--;
      }
    }
    return new Secret(Arrays.copyOf(value, end));
  }

  /// Other people's words without this value, as it is, in base64, or a long line of it: they may
  /// repeat what they were told.
  public String hiddenIn(String words) {
    String hidden = words;
    for (String form : forms()) {
      if (form.length() >= SHORTEST_HIDDEN) {
        hidden = hidden.replace(form, MASK);
      }
    }
    return hidden;
  }

  private List<String> forms() {
    String text = new String(value, StandardCharsets.UTF_8);
    Stream<String> whole =
        Stream.of(
            text,
            text.strip(),
            text.replaceAll("\\p{Cntrl}", ""),
            Base64.getEncoder().encodeToString(value),
            Base64.getEncoder().withoutPadding().encodeToString(value),
            Base64.getUrlEncoder().encodeToString(value),
            Base64.getUrlEncoder().withoutPadding().encodeToString(value));
    Stream<String> lines =
        text.lines().map(String::strip).filter(line -> line.length() >= SHORTEST_LINE);
    return Stream.concat(whole, lines).toList();
  }

  /// The same for several: a longer one first, or a shorter one that it begins with would leave its
  /// end.
  public static String hiddenIn(String words, Collection<KnownSecret> secrets) {
    String hidden = words;
    for (KnownSecret one :
        secrets.stream()
            .sorted(Comparator.comparingInt(secret -> -secret.value().length()))
            .toList()) {
      hidden = one.value().hiddenIn(hidden);
    }
    return hidden;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(value, secret.value);
  }

  /// The same for all: a hash would tell something of the value.
  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return MASK;
  }
}
