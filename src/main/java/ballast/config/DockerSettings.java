package ballast.config;

import java.nio.file.Path;
import java.util.Optional;

/// What ballast.yml says of engines that are reached on TCP; a host's own folder comes first.
///
/// @param certPath the folder with `ca.pem`, `cert.pem` and `key.pem`; none means where docker
///   would look
public record DockerSettings(Optional<Path> certPath, Tls tls) {
  /// Whether engines are asked with TLS.
  public enum Tls {
    VERIFIED,
    /// For loopback alone.
    NONE
  }
}
