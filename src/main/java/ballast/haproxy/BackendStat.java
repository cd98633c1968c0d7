package ballast.haproxy;

import java.util.Optional;
import java.util.OptionalLong;

/// A backend's own row of `show stat`.
///
/// @param status `UP` or `DOWN`
/// @param activeServers `act`: servers that may be given requests right now, backup servers apart
/// @param backupServers `bck`
/// @param algorithm such as `roundrobin`; empty on a socket of level user
/// @param cookie the name of the cookie by which clients stick to a server; empty where they do
///   not, and on a socket of level user
public record BackendStat(
    BackendName name,
    String status,
    OptionalLong weight,
    OptionalLong activeServers,
    OptionalLong backupServers,
    Traffic traffic,
    Faults faults,
    Responses responses,
    Optional<String> mode,
    Optional<String> algorithm,
    Optional<String> cookie) {
  /// Whether a connection is what a request is elsewhere.
  boolean tcp() {
    return mode.filter("tcp"::equals).isPresent();
  }

  static BackendStat of(Columns.Row row) throws UnreadableReply {
    return new BackendStat(
        ServerRef.told(row.require("pxname"), "BACKEND").backend(),
        row.require("status"),
        row.number("weight"),
        row.number("act"),
        row.number("bck"),
        Traffic.of(row),
        Faults.of(row),
        Responses.of(row),
        row.text("mode"),
        row.text("algo"),
        row.text("cookie"));
  }
}
