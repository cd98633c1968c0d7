package ballast.haproxy;

import java.util.OptionalLong;

/// HTTP answers by class since the counters began; empty in TCP mode.
///
/// On a server: only what the container itself answered. The 502 to 504 that HAProxy makes for it
/// are on the backend.
public record Responses(
    OptionalLong informational,
    OptionalLong success,
    OptionalLong redirection,
    OptionalLong clientError,
    OptionalLong serverError,
    OptionalLong other) {
  static Responses of(Columns.Row row) throws UnreadableReply {
    return new Responses(
        row.number("hrsp_1xx"),
        row.number("hrsp_2xx"),
        row.number("hrsp_3xx"),
        row.number("hrsp_4xx"),
        row.number("hrsp_5xx"),
        row.number("hrsp_other"));
  }
}
