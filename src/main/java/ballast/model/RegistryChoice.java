package ballast.model;

import java.nio.file.Path;
import java.util.Optional;

/// Where the credentials for the service's registry come from: `registry:` in ballast.yml.
public sealed interface RegistryChoice {
  /// Docker's own config.json on the controller's machine.
  ///
  /// @param file none: the one that the docker command there would take
  record DockerConfig(Optional<Path> file) implements RegistryChoice {}

  /// A user name and a password of ballast.yml's own, for the service's registry alone.
  record Given(String user, SecretSource password) implements RegistryChoice {}
}
