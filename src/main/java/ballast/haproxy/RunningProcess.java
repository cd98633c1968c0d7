package ballast.haproxy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The answer of `show info`: which process it was that answered, and how it is.
///
/// @param uptime whole seconds
/// @param nbproc processes that share the sockets; more than one is possible up to 2.4
/// @param maxconn connections that the process accepts
/// @param connections connections open now, clients' and our own
public record RunningProcess(
    Version version,
    Incarnation incarnation,
    Life life,
    Duration uptime,
    long nbproc,
    OptionalLong maxconn,
    OptionalLong connections) {
  static final String FIRST_LINE = "Name: HAProxy";

  /// Tells one life of HAProxy from the next. In a container every life may have the same pid,
  /// hence the start.
  ///
  /// @param started whole seconds by HAProxy's clock; told since 2.4
  public record Incarnation(long pid, Optional<Instant> started) {}

  /// Whether a process takes new connections.
  public enum Life {
    SERVING,
    /// An old worker, or a HAProxy on its way out: what is changed here changes nothing that lasts.
    STOPPING
  }

  public static RunningProcess parse(String reply) throws UnreadableReply {
    return Reply.only(new RuntimeCommand.ShowInfo(), reply, RunningProcess::ofSection);
  }

  static RunningProcess ofSection(String section) throws UnreadableReply {
    var lines = new HashMap<String, String>();
    for (String line : section.lines().toList()) {
      int colon = line.indexOf(": ");
      // A value may be empty ("Description:" ends with its colon), a key may not be missing.
      if (colon <= 0 && !line.endsWith(":")) {
        throw UnreadableReply.expected("'key: value' of show info", line);
      }
      lines.putIfAbsent(
          colon <= 0 ? line.substring(0, line.length() - 1) : line.substring(0, colon),
          colon <= 0 ? "" : line.substring(colon + 2));
    }
    return new RunningProcess(
        Version.parse(text(lines, "Version")),
        new Incarnation(
            number(lines, "Pid"), optional(lines, "Start_time_sec").map(Instant::ofEpochSecond)),
        number(lines, "Stopping") == 0 ? Life.SERVING : Life.STOPPING,
        Duration.ofSeconds(number(lines, "Uptime_sec")),
        number(lines, "Nbproc"),
        Numbers.primitive(optional(lines, "Maxconn")),
        Numbers.primitive(optional(lines, "CurrConns")));
  }

  private static String text(Map<String, String> lines, String key) throws UnreadableReply {
    String value = lines.get(key);
    if (value == null) {
      throw new UnreadableReply("show info has no line '" + key + "'");
    }
    return value;
  }

  private static long number(Map<String, String> lines, String key) throws UnreadableReply {
    return Numbers.parse(key, text(lines, key));
  }

  private static Optional<Long> optional(Map<String, String> lines, String key)
      throws UnreadableReply {
    return lines.containsKey(key) ? Optional.of(number(lines, key)) : Optional.empty();
  }
}
