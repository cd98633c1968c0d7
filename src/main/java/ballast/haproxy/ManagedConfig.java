package ballast.haproxy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A whole `haproxy.cfg` for one service, for the HAProxy that Ballast runs itself.
///
/// Slots have fixed addresses, so no address ever changes and neither DNS nor a state file is
/// needed: what a restart must know is in this text. Uses only keywords of 2.6 that 3.4 still has.
/// The master's socket is not in it: it is an argument, `haproxy -W -S PATH,level,admin,mode,660`.
///
/// @param front where clients come in
/// @param maxconn clients at once; HAProxy refuses to start when its descriptor limit is below
///   twice this
public record ManagedConfig(
    BackendName backend,
    List<Slot> slots,
    HealthCheck health,
    Front front,
    AdminSocket socket,
    Privileges privileges,
    int maxconn,
    Timeouts timeouts) {

  /// Restarts of HAProxy wait no longer than this for the requests of the worker before.
  private static final Duration HARD_STOP = Duration.ofMinutes(10);

  private static final int HIGHEST_PORT = 65_535;

  /// A berth with its fixed address.
  ///
  /// @param address an IP literal: a name would be resolved once, at start
  public record Slot(ServerName server, String address, int port, Use use) {
    private static final Pattern LITERAL =
        Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    public Slot {
      if (!LITERAL.matcher(address).matches()) {
        throw new IllegalArgumentException(
            "slot " + server + ": '" + address + "' is no IP address");
      }
      checkPort("slot " + server, port);
    }

    /// Address and port, as a server's line has them.
    String place() {
      return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }

    private String line() {
      return "    server " + server + " " + place() + use.suffix;
    }
  }

  /// What a slot is after HAProxy has started from this text.
  public enum Use {
    SERVING(""),
    /// Spare, or out while its container is replaced: closed until a proof opens it.
    CLOSED(" disabled");

    private final String suffix;

    Use(String suffix) {
      this.suffix = suffix;
    }
  }

  /// HAProxy's own socket, with full control over it.
  ///
  /// @param group numeric group that may use it, owner root; empty = owner and group of the process
  /// @param mode three octal digits
  public record AdminSocket(Path path, Optional<Integer> group, String mode) {
    private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9/._-]+");
    private static final Pattern CLOSED_TO_OTHERS = Pattern.compile("[0-7][0-7]0");

    public AdminSocket {
      if (!PLAIN.matcher(path.toString()).matches()) {
        throw new IllegalArgumentException("not a path for a socket: '" + path + "'");
      }
      if (!CLOSED_TO_OTHERS.matcher(mode).matches()) {
        throw new IllegalArgumentException(
            "mode '" + mode + "' of the admin socket must be octal and close it to others");
      }
      checkNotNegative("gid", group.orElse(0));
    }

    private String line() {
      return "stats socket "
          + path
          + " mode "
          + mode
          + group.map(gid -> " uid 0 gid " + gid).orElse("")
          + " level admin expose-fd listeners";
    }
  }

  /// Whom the worker runs as.
  public sealed interface Privileges {
    /// As whoever started it.
    record AsStarted() implements Privileges {}

    /// Started as root, goes on as this user; the official image has 99 for both.
    record DropTo(int uid, int gid) implements Privileges {
      public DropTo {
        checkNotNegative("uid", uid);
        checkNotNegative("gid", gid);
      }
    }
  }

  /// @param connect to a container, each of four tries
  /// @param server for a container's answer
  /// @param client for the next bytes of a client
  /// @param queue for a place when every slot is full
  /// @param tunnel for websockets and the like, in silence
  public record Timeouts(
      Duration connect, Duration server, Duration client, Duration queue, Duration tunnel) {
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofHours(1));
  }

  public ManagedConfig {
    slots = List.copyOf(slots);
    if (slots.isEmpty()) {
      throw new IllegalArgumentException("backend '" + backend + "' has no slot");
    }
    var servers = new HashSet<ServerName>();
    var addresses = new HashSet<String>();
    for (Slot slot : slots) {
      if (!servers.add(slot.server()) || !addresses.add(slot.address() + ":" + slot.port())) {
        throw new IllegalArgumentException(
            "two slots share the name or address of " + slot.server());
      }
    }
    if (maxconn < 1) {
      throw new IllegalArgumentException("maxconn " + maxconn + " lets nobody in");
    }
  }

  /// The same file, with one server for another use; what else is in it stays as it is. A server
  /// that it does not have changes nothing.
  public static String with(String text, ServerName server, Use use) {
    return line(server)
        .matcher(text)
        .replaceFirst(found -> Matcher.quoteReplacement(found.group(1) + use.suffix));
  }

  /// Whether a file has that server.
  public static boolean names(String text, ServerName server) {
    return line(server).matcher(text).find();
  }

  private static Pattern line(ServerName server) {
    return Pattern.compile(
        "(?m)^(\\h*server\\h+" + Pattern.quote(server.value()) + "\\h.*?)(\\h+disabled)?\\h*$");
  }

  /// The servers that are closed when HAProxy has started from a text.
  public static Set<String> closed(String text) {
    return CLOSED_SERVER
        .matcher(text)
        .results()
        .map(line -> line.group(1))
        .collect(Collectors.toSet());
  }

  private static final Pattern CLOSED_SERVER =
      Pattern.compile("(?m)^\\h*server\\h+(\\S+)\\h.*\\hdisabled\\h*$");

  /// The parts of the file, each ending its line, so that a template can have some of them and
  /// write the others itself.
  ///
  /// @param global the process: its sockets, limits, and whom it runs as
  /// @param defaults timeouts, retries and what must hold for no request to be lost
  /// @param frontend where clients come in
  /// @param backend the slots
  public record Sections(String global, String defaults, String frontend, String backend) {
    private static final String HEAD = "# Written by Ballast. Changes made here are lost.\n";

    String whole() {
      return HEAD + String.join("\n", global, defaults, frontend, backend);
    }

    /// What comes before the backends where several services have one each.
    public String shared() {
      return HEAD + String.join("\n", global, defaults, frontend);
    }
  }

  /// The text of the file, with its closing newline.
  public String render() {
    return sections().whole();
  }

  public Sections sections() {
    return new Sections(
        global(),
        front.defaults(timeouts),
        front.frontend(health).replace("${backend}", backend.value()),
        backendSection());
  }

  private String global() {
    return """
    global
        log stdout format raw local0 info
        maxconn ${maxconn}
        ${socket}
        stats timeout 60s
        stats maxconn 32
        hard-stop-after ${hardStop}
        close-spread-time 30s
        spread-checks 5
    ${frontGlobal}${privileges}\
    """
        .replace("${maxconn}", Integer.toString(maxconn))
        .replace("${socket}", socket.line())
        .replace("${hardStop}", millis(HARD_STOP))
        .replace("${frontGlobal}", front.globalLines())
        .replace("${privileges}", privilegeLines());
  }

  private String backendSection() {
    // `inter`: out of maintenance the first check comes up to one `inter` late, in the slot's way.
    // Weight 100, so that a canary's share can be set in hundredths. `fastinter` and `downinter`:
    // what a rollout waits for is the checks of a server on its way up.
    return """
    backend ${backend}
        balance ${balance}
    ${health}
        default-server check inter 300ms fastinter 50ms downinter 50ms rise 2 fall 3 weight ${weight}${serverWords}
    ${slots}
    """
        .replace("${backend}", backend.value())
        .replace("${balance}", front.balance())
        .replace("${serverWords}", front.serverWords())
        .replace("${weight}", Integer.toString(WEIGHT))
        .replace("${slots}", slots.stream().map(Slot::line).collect(Collectors.joining("\n")))
        // Last: it has words of the user, which mean nothing here.
        .replace("${health}", health.lines());
  }

  /// The weight that every slot begins with; see [SetWeight].
  public static final int WEIGHT = 100;

  private String privilegeLines() {
    return switch (privileges) {
      case Privileges.AsStarted() -> "";
      case Privileges.DropTo(int uid, int gid) -> "    uid " + uid + "\n    gid " + gid + "\n";
    };
  }

  private static String millis(Duration duration) {
    return duration.toMillis() + "ms";
  }

  static void checkPort(String whose, int port) {
    // HAProxy takes 99999 and makes 34463 of it.
    if (port < 1 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException(whose + ": port " + port + " is not within 1 and 65535");
    }
  }

  private static void checkNotNegative(String what, int id) {
    if (id < 0) {
      throw new IllegalArgumentException(what + " " + id + " is negative");
    }
  }
}
