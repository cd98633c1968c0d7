package ballast.haproxy;

import java.util.OptionalLong;

/// What went wrong on the way to a server or backend since the counters began. Compare differences;
/// a figure that shrank means that the counters began anew.
///
/// @param connectErrors `econ`: requests that finally found no connection
/// @param responseErrors `eresp`: the container died or garbled before or while answering; may
///   count twice
/// @param retries `wretr`, with [#redispatches]: where failures hide that clients did not see
/// @param redispatches `wredis`: given to another server
/// @param clientAborts `cli_abrt`
/// @param serverAborts `srv_abrt`
public record Faults(
    OptionalLong connectErrors,
    OptionalLong responseErrors,
    OptionalLong retries,
    OptionalLong redispatches,
    OptionalLong clientAborts,
    OptionalLong serverAborts) {
  static Faults of(Columns.Row row) throws UnreadableReply {
    return new Faults(
        row.number("econ"),
        row.number("eresp"),
        row.number("wretr"),
        row.number("wredis"),
        row.number("cli_abrt"),
        row.number("srv_abrt"));
  }
}
