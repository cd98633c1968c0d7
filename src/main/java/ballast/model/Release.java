package ballast.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/// Image digest and every setting that shapes the container. Two equal releases are the same
/// release.
///
/// @param version what a person called it on the command line (a tag); shown, but no part of its
///   identity
/// @param secrets what its containers are handed, by name; of these the marks are part of its
///   identity
public record Release(
    String version, Image image, int port, ContainerSpec container, List<KnownSecret> secrets) {
  private static final int ID_LENGTH = 12;

  public Release {
    secrets = secrets.stream().sorted(Comparator.comparing(KnownSecret::name)).toList();
  }

  /// A release without secrets.
  public Release(String version, Image image, int port, ContainerSpec container) {
    this(version, image, port, container, List.of());
  }

  /// The same with these secrets.
  public Release with(List<KnownSecret> known) {
    return new Release(version, image, port, container, known);
  }

  /// The hash of the image digest and the settings, 12 hexadecimal digits.
  public ReleaseId id() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(ReleaseText.of(this).getBytes(StandardCharsets.UTF_8));
      return new ReleaseId(HexFormat.of().formatHex(hash).substring(0, ID_LENGTH));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
