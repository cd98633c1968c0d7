package ballast.haproxy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// The program that asks a HAProxy socket from within its container, where only `exec` reaches it.
///
/// The line and the path travel as arguments and are never part of the script, so nothing in them
/// is executed. The image needs `sh` and `socat` (official images: since November 2025).
public final class SocatCommand {
  private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9/._-]+");

  private SocatCommand() {}

  /// Program and arguments that write `line` to `socket` and print the answer.
  ///
  /// @param patience after which socat ends although the answer is not complete, in whole seconds
  ///   rounded up. socat then ends with success, so let whoever runs this keep a shorter deadline.
  public static List<String> argv(Path socket, String line, Duration patience) {
    // In a socat address `,` starts options and `!!` joins two addresses.
    if (!PLAIN_PATH.matcher(socket.toString()).matches()) {
      throw new IllegalArgumentException(
          "socket path '" + socket + "' has characters that socat would interpret");
    }
    if (line.indexOf('\n') >= 0 || line.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a command is one line");
    }
    // -t: socat's half second after the end of its input would cut a slow answer.
    String script =
        "printf '%s\\n' \"$1\" | exec socat -t" + seconds(patience) + " - \"UNIX-CONNECT:$2\"";
    return List.of("sh", "-c", script, "sh", line, socket.toString());
  }

  private static long seconds(Duration patience) {
    return Math.max(1, patience.plusMillis(999).toSeconds());
  }
}
