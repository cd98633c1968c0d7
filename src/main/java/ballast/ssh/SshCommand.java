package ballast.ssh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What ssh is started with for a link.
///
/// @param folder where the sockets that lead to the forwards are made
record SshCommand(SshTarget target, List<Forward> forwards, Path folder) {
  SshCommand {
    forwards = List.copyOf(forwards);
  }

  /// Arguments, the program first.
  List<String> words(SshLimits limits) {
    var words = new ArrayList<String>(SHIELDED);
    options(limits).forEach(option -> words.addAll(List.of("-o", option)));
    words.addAll(List.of("-o", "ExitOnForwardFailure=yes", "-o", "StreamLocalBindUnlink=yes"));
    words.addAll(List.of("-o", "StreamLocalBindMask=0177", "-o", "ClearAllForwardings=no"));
    for (Forward forward : forwards) {
      words.addAll(List.of("-L", folder.resolve(forward.name()) + ":" + forward.remote()));
    }
    words.addAll(target.arguments());
    words.add(remote());
    return words;
  }

  /// A shell between, so that Ctrl-C in the terminal reaches Ballast alone: slots in hand still
  /// need their links.
  private static final List<String> SHIELDED =
      List.of("sh", "-c", "trap '' INT QUIT HUP; exec \"$@\"", "sh", "ssh", "-T");

  private static List<String> options(SshLimits limits) {
    return List.of(
        "BatchMode=yes",
        "ConnectTimeout=" + limits.connect().toSeconds(),
        "ServerAliveInterval=" + limits.aliveInterval().toSeconds(),
        "ServerAliveCountMax=" + limits.aliveMisses(),
        "ControlMaster=no",
        "ControlPath=none",
        "RequestTTY=no",
        "RemoteCommand=none",
        "PermitLocalCommand=no",
        "EscapeChar=none");
  }

  /// Arguments of an ssh whose stdin and stdout become a connection to the host's Docker Engine.
  ///
  /// @param ready what it writes on a line of its own before the first byte of the connection
  List<String> dial(SshLimits limits, String ready) {
    var words = new ArrayList<String>(SHIELDED);
    options(limits).forEach(option -> words.addAll(List.of("-o", option)));
    words.addAll(List.of("-o", "ClearAllForwardings=yes"));
    words.addAll(target.arguments());
    words.add(
        """
        command -v docker >/dev/null || { echo 'docker: not found' >&2; exit 127; }; \
        echo '%s'; exec docker -H unix://%s system dial-stdio\
        """
            .formatted(ready, quoted(dockerSocket())));
    return words;
  }

  /// Arguments of an ssh that runs a script there and ends with it.
  List<String> once(SshLimits limits, String script) {
    var words = new ArrayList<String>(SHIELDED);
    options(limits).forEach(option -> words.addAll(List.of("-o", option)));
    words.addAll(List.of("-o", "ClearAllForwardings=yes"));
    words.addAll(target.arguments());
    // Whatever shell the user has there.
    words.add("sh -c " + quoted(script));
    return words;
  }

  /// The socket here that leads to a forward.
  Path socket(String forward) {
    return folder.resolve(forward);
  }

  boolean leadsTo(String forward) {
    return forwards.stream().anyMatch(one -> one.name().equals(forward));
  }

  /// Where the host's Docker Engine listens.
  String dockerSocket() {
    return forwards.stream()
        .filter(forward -> forward.name().equals(Forward.DOCKER))
        .map(Forward::remote)
        .findFirst()
        .orElse("/var/run/docker.sock");
  }

  /// For any shell of the Bourne family; whatever a login script prints before is skipped.
  ///
  /// A folder that may not be entered hides what is in it: that is no permission either.
  private String remote() {
    var script =
        new StringBuilder(
            """
            a() { if [ -r "$1" ] && [ -w "$1" ]; then echo rw; elif [ -e "$1" ]; then echo no; \
            elif [ -d "${1%/*}" ] && [ ! -x "${1%/*}" ]; then echo no; else echo none; fi; }; \
            """);
    for (Forward forward : forwards) {
      if (forward.remote().startsWith("/")) {
        script.append(
            "echo \"BALLAST SOCKET %s=$(a %s)\"; "
                .formatted(forward.name(), quoted(forward.remote())));
      }
    }
    return script
        .append("echo \"BALLAST READY uid=$(id -u) gid=$(stat -L -c %g ")
        .append(quoted(dockerSocket()))
        .append(" 2>/dev/null)\"; exec cat")
        .toString();
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
