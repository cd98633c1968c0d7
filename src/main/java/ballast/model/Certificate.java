package ballast.model;

import java.util.List;

/// A certificate with its chain and private key, as it was read from its file.
///
/// @param pem chain and key, nothing else: no blank line, no comment
/// @param fingerprint of the first certificate: SHA-1, in capital hex digits without separators,
///   which is how HAProxy tells it
/// @param names the hosts and addresses that it is for
public record Certificate(
    Https.File file, Secret pem, String fingerprint, Lifetime lifetime, List<String> names) {
  public Certificate {
    names = List.copyOf(names);
  }

  /// The file's name: what is in it is nobody's business.
  @Override
  public String toString() {
    return file.path().toString();
  }
}
