package ballast.haproxy;

import java.util.regex.Pattern;

/// By what HAProxy knows a certificate: the path of the file that it was started with.
///
/// An allow list, because it ends up inside a command line and in the config.
public record CertificatePath(String value) {
  private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9/._-]{1,200}");

  public CertificatePath {
    if (!PLAIN.matcher(value).matches()) {
      throw new IllegalArgumentException("not a path for a certificate: '" + value + "'");
    }
  }

  /// Its last part.
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return value;
  }
}
