package ballast.inventory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// How a host is reached, as its variables say; what they leave open is left to ssh and its
/// configuration.
///
/// @param address `ansible_host`, or its older name `ansible_ssh_host`, or the inventory name
/// @param commonArgs words of `ansible_ssh_common_args`, then of `ansible_ssh_extra_args`, to be
///   given to ssh as they are
public record Connection(
    Kind kind,
    String address,
    OptionalInt port,
    Optional<String> user,
    Optional<Path> privateKeyFile,
    List<String> commonArgs) {

  public Connection {
    commonArgs = List.copyOf(commonArgs);
  }

  /// The ways of reaching a host that Ballast has.
  public enum Kind {
    SSH,
    LOCAL
  }
}
