package ballast.port;

import ballast.model.Credentials;
import ballast.model.RegistryName;
import java.util.Optional;

/// What registries are shown. Asked from any number of threads; the same registry gets the same
/// answer until Ballast ends.
public interface Keyring {
  /// Shows nothing to nobody.
  Keyring EMPTY = _ -> Optional.empty();

  /// What this registry is shown; nothing where there is nothing for it.
  ///
  /// @throws CallFailed when that cannot be told, since a lost password is not the same as none
  Optional<Credentials> credentials(RegistryName registry) throws CallFailed, InterruptedException;
}
