package ballast.inventory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// How a host is reached, as its variables say; what they leave open is left to ssh and its
/// configuration.
///
/// @param address `ansible_host`, or its older name `ansible_ssh_host`, or the inventory name; with
///   `TCP` the host in `ballast_docker`, with `CONTEXT` the name in `ballast_docker_context`
/// @param commonArgs words of `ansible_ssh_common_args`, then of `ansible_ssh_extra_args`, to be
///   given to ssh as they are
/// @param certPath `ballast_docker_cert_path`, with `TCP`
public record Connection(
    Kind kind,
    String address,
    OptionalInt port,
    Optional<String> user,
    Optional<Path> privateKeyFile,
    List<String> commonArgs,
    Optional<Path> certPath) {

  public Connection {
    commonArgs = List.copyOf(commonArgs);
  }

  /// The ways of reaching a host that Ballast has.
  public enum Kind {
    SSH,
    LOCAL,
    /// The Docker Engine alone, on TCP.
    TCP,
    /// As a context of docker has it.
    CONTEXT
  }
}
