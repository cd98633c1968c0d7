package ballast.haproxy;

import java.util.Optional;
import java.util.OptionalLong;

/// A frontend's row of `show stat`.
///
/// @param status `OPEN` or `STOP`
/// @param connections `scur`: clients connected now
/// @param requests `req_tot`; empty in TCP mode
public record FrontendStat(
    String name,
    String status,
    OptionalLong connections,
    OptionalLong requests,
    Responses responses,
    Optional<String> mode) {
  static FrontendStat of(Columns.Row row) throws UnreadableReply {
    return new FrontendStat(
        row.require("pxname"),
        row.require("status"),
        row.number("scur"),
        row.number("req_tot"),
        Responses.of(row),
        row.text("mode"));
  }
}
