package ballast.ssh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A host as ssh is told of it. What is empty is left to the user's ssh_config.
///
/// @param name what the host is called in messages
/// @param extra more arguments for ssh, e.g. `-o`, `ProxyJump=bastion`
public record SshTarget(
    String name,
    String address,
    OptionalInt port,
    Optional<String> user,
    Optional<Path> key,
    List<String> extra) {
  public SshTarget {
    extra = List.copyOf(extra);
    if (address.isBlank() || address.startsWith("-")) {
      throw new IllegalArgumentException("no address for ssh: '" + address + "'");
    }
  }

  /// Arguments that name the host and the way to it, the address last.
  List<String> arguments() {
    var arguments = new ArrayList<String>();
    port.ifPresent(number -> arguments.addAll(List.of("-p", Integer.toString(number))));
    user.ifPresent(login -> arguments.addAll(List.of("-l", login)));
    key.ifPresent(
        file -> arguments.addAll(List.of("-i", file.toString(), "-o", "IdentitiesOnly=yes")));
    arguments.addAll(extra);
    arguments.addAll(List.of("--", address));
    return arguments;
  }

  /// What a person would type to try it.
  String command() {
    return "ssh "
        + port.stream().mapToObj(number -> "-p " + number + " ").findFirst().orElse("")
        + user.map(login -> login + "@").orElse("")
        + address;
  }
}
