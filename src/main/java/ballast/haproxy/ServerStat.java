package ballast.haproxy;

import java.util.Optional;
import java.util.OptionalLong;

/// A server's row of `show stat`.
///
/// @param status such as `UP`, `UP 1/3`, `DOWN 1/2`, `DRAIN`, `MAINT`, `NOLB`, `no check`
/// @param weight what the algorithm uses; a drained server keeps it
/// @param userWeight `uweight`, as set by configuration or command
/// @param sinceChange `lastchg`: seconds since the status changed, by checks or by command
/// @param address `ip:port`; empty on a socket of level user
/// @param mode `http` or `tcp`; empty on a socket of level user
/// @param tracked the server whose checks this one follows
/// @param usedConnections `used_conn_cur`: always 0 in TCP mode
/// @param idleConnections pooled for re-use, `idle_conn_cur` and `safe_conn_cur` together
public record ServerStat(
    ServerRef ref,
    String status,
    OptionalLong weight,
    OptionalLong userWeight,
    Traffic traffic,
    Faults faults,
    Responses responses,
    Check check,
    OptionalLong sinceChange,
    Optional<String> address,
    Optional<String> mode,
    Optional<String> tracked,
    OptionalLong usedConnections,
    OptionalLong idleConnections) {
  static ServerStat of(Columns.Row row) throws UnreadableReply {
    return new ServerStat(
        ServerRef.told(row.require("pxname"), row.require("svname")),
        row.require("status"),
        row.number("weight"),
        row.number("uweight"),
        Traffic.of(row),
        Faults.of(row),
        Responses.of(row),
        Check.of(row),
        row.number("lastchg"),
        row.text("addr"),
        row.text("mode"),
        row.text("tracked"),
        row.number("used_conn_cur"),
        sum(row.number("idle_conn_cur"), row.number("safe_conn_cur")));
  }

  /// Whether a connection is what a request is elsewhere.
  boolean tcp() {
    return mode.filter("tcp"::equals).isPresent();
  }

  private static OptionalLong sum(OptionalLong one, OptionalLong other) {
    return one.isPresent() && other.isPresent()
        ? OptionalLong.of(one.getAsLong() + other.getAsLong())
        : OptionalLong.empty();
  }
}
