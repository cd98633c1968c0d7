package ballast.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// How one host is reached. What is left open is left to ssh and its configuration.
///
/// @param name what the host is called in messages
/// @param args further arguments for ssh, as they are
public record SshTarget(
    String name,
    String address,
    OptionalInt port,
    Optional<String> user,
    Optional<Path> key,
    List<String> args,
    Duration connectTimeout) {
  public SshTarget {
    args = List.copyOf(args);
    if (address.startsWith("-")) {
      throw new IllegalArgumentException(
          "'" + address + "' is no address: ssh would take it for an option");
    }
  }

  /// A socket or port over there, and the Unix socket here that leads to it.
  ///
  /// @param remote an absolute path, or `address:port`
  public record Forward(Path local, String remote) {}

  /// The command line. Ours come first, since ssh takes the first value it meets; nothing here
  /// loosens how host keys are checked. The remote side says READY, then waits for the end of its
  /// input, which comes with the end of ours.
  List<String> command(List<Forward> forwards) {
    var command = new ArrayList<>(List.of("ssh", "-T"));
    for (String option :
        List.of(
            "BatchMode=yes",
            "ConnectTimeout=" + Math.max(1, connectTimeout.toSeconds()),
            "ControlMaster=no",
            "ControlPath=none",
            "ExitOnForwardFailure=yes",
            "StreamLocalBindUnlink=yes",
            "StreamLocalBindMask=0177",
            "ServerAliveInterval=5",
            "ServerAliveCountMax=3",
            "ForwardAgent=no",
            "ForwardX11=no",
            "PermitLocalCommand=no")) {
      command.addAll(List.of("-o", option));
    }
    key.ifPresent(file -> command.addAll(List.of("-i", file.toString())));
    port.ifPresent(number -> command.addAll(List.of("-p", Integer.toString(number))));
    user.ifPresent(name -> command.addAll(List.of("-l", name)));
    for (Forward forward : forwards) {
      command.addAll(List.of("-L", forward.local() + ":" + forward.remote()));
    }
    command.addAll(args);
    command.addAll(List.of("--", address, REMOTE));
    return command;
  }

  private static final String REMOTE =
      "echo \"READY $(stat -c %g /var/run/docker.sock 2>/dev/null || echo -1)\"; exec cat >/dev/null";
}
