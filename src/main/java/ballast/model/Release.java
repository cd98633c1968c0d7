package ballast.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Image digest and every setting that shapes the container. Two equal releases are the same
/// release.
///
/// @param version what a person called it on the command line (a tag); shown, but no part of its
///   identity
public record Release(String version, Image image, int port, ContainerSpec container) {
  private static final int ID_LENGTH = 12;

  /// The hash of the image digest and the settings, 12 hexadecimal digits.
  public ReleaseId id() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((image + "\n" + port + "\n" + container).getBytes(StandardCharsets.UTF_8));
      return new ReleaseId(HexFormat.of().formatHex(hash).substring(0, ID_LENGTH));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
