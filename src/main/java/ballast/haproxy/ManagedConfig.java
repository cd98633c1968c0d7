package ballast.haproxy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A whole `haproxy.cfg` for one service, for the HAProxy that Ballast runs itself.
///
/// Slots have fixed addresses, so no address ever changes and neither DNS nor a state file is
/// needed: what a restart must know is in this text. Uses only keywords of 2.6 that 3.4 still has.
/// The master's socket is not in it: it is an argument, `haproxy -W -S PATH,level,admin,mode,660`.
///
/// @param httpPort where clients come in, on every address
/// @param maxconn clients at once; HAProxy refuses to start when its descriptor limit is below
///   twice this
public record ManagedConfig(
    BackendName backend,
    List<Slot> slots,
    HealthCheck health,
    int httpPort,
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

    private String line() {
      String at = address.contains(":") ? "[" + address + "]" : address;
      return "    server " + server + " " + at + ":" + port + use.suffix;
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

  /// The request that a container must answer, and how.
  ///
  /// @param host empty = no Host of its own, so HTTP/1.0 without one
  /// @param statusFrom lowest status that passes
  /// @param statusTo highest status that passes
  public record HealthCheck(
      Method method, String path, Optional<String> host, int statusFrom, int statusTo) {
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9/._~%?&=:@+,-]{0,1000}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,255}");

    public HealthCheck {
      if (!PATH.matcher(path).matches()) {
        throw new IllegalArgumentException("not a path for a health check: '" + path + "'");
      }
      if (host.isPresent() && !HOST.matcher(host.get()).matches()) {
        throw new IllegalArgumentException("not a host for a health check: '" + host.get() + "'");
      }
      if (statusFrom < 100 || statusTo > 599 || statusFrom > statusTo) {
        throw new IllegalArgumentException(
            "not a range of statuses: " + statusFrom + "-" + statusTo);
      }
    }

    private String lines() {
      String send = "    http-check send meth " + method + " uri " + path;
      String headers = " hdr User-Agent ballast-check";
      String status = statusFrom == statusTo ? "" + statusFrom : statusFrom + "-" + statusTo;
      return send
          + host.map(name -> " ver HTTP/1.1 hdr Host " + name + headers).orElse(headers)
          + "\n    http-check expect status "
          + status;
    }
  }

  /// Requests that change nothing.
  public enum Method {
    HEAD,
    GET
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
    checkPort("http", httpPort);
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

  /// The text of the file, with its closing newline.
  public String render() {
    // `inter`: out of maintenance the first check comes up to one `inter` late, in the slot's way.
    // Weight 100, so that a canary's share can be set in hundredths. `fastinter` and `downinter`:
    // what a rollout waits for is the checks of a server on its way up.
    return """
    # Written by Ballast. Changes made here are lost.
    global
        log stdout format raw local0 info
        maxconn ${maxconn}
        ${socket}
        stats timeout 60s
        stats maxconn 32
        hard-stop-after ${hardStop}
        close-spread-time 30s
        spread-checks 5
    ${privileges}
    defaults
        mode http
        log global
        option httplog
        option dontlognull
        timeout http-request 10s
        timeout http-keep-alive 15s
        timeout client ${client}
        timeout client-fin 5s
        timeout connect ${connect}
        timeout server ${server}
        timeout queue ${queue}
        timeout tunnel ${tunnel}
        timeout check 2s
        retries 3
        # Every retry goes to another server, and the queue of a drained one moves on.
        option redispatch 1
        retry-on conn-failure empty-response
        option idle-close-on-response
        http-reuse safe

    frontend http
        bind :${port}
        option forwardfor
        # Only what may be sent twice is sent twice; others get the retries before anything was sent.
        http-request disable-l7-retry unless METH_GET
        default_backend ${backend}

    backend ${backend}
        balance roundrobin
        option httpchk
    ${health}
        default-server check inter 300ms fastinter 50ms downinter 50ms rise 2 fall 3 weight ${weight} pool-purge-delay 5s
    ${slots}
    """
        .replace("${maxconn}", Integer.toString(maxconn))
        .replace("${socket}", socket.line())
        .replace("${hardStop}", millis(HARD_STOP))
        .replace("${privileges}", privilegeLines())
        .replace("${client}", millis(timeouts.client()))
        .replace("${connect}", millis(timeouts.connect()))
        .replace("${server}", millis(timeouts.server()))
        .replace("${queue}", millis(timeouts.queue()))
        .replace("${tunnel}", millis(timeouts.tunnel()))
        .replace("${port}", Integer.toString(httpPort))
        .replace("${backend}", backend.value())
        .replace("${health}", health.lines())
        .replace("${weight}", Integer.toString(WEIGHT))
        .replace("${slots}", slots.stream().map(Slot::line).collect(Collectors.joining("\n")));
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

  private static void checkPort(String whose, int port) {
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
