package ballast.haproxy;

import java.util.OptionalLong;

/// What passes through a server or backend.
///
/// @param current `scur`: streams that hold or try a connection now; 0 between two retries
/// @param queued `qcur`: waiting, for this server or for any of the backend
/// @param limit `slim`: most at once; empty = no limit
/// @param total `stot`: connection attempts since the counters began, retries included
/// @param balanced `lbtot`: times chosen by the algorithm; cookies and tables are not counted
/// @param bytesIn `bin`
/// @param bytesOut `bout`
/// @param sinceLast `lastsess`: seconds since a request was assigned, -1 = never
public record Traffic(
    OptionalLong current,
    OptionalLong queued,
    OptionalLong limit,
    OptionalLong total,
    OptionalLong balanced,
    OptionalLong bytesIn,
    OptionalLong bytesOut,
    OptionalLong sinceLast) {
  static Traffic of(Columns.Row row) throws UnreadableReply {
    return new Traffic(
        row.number("scur"),
        row.number("qcur"),
        row.number("slim"),
        row.number("stot"),
        row.number("lbtot"),
        row.number("bin"),
        row.number("bout"),
        row.number("lastsess"));
  }
}
