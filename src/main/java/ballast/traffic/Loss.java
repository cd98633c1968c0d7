package ballast.traffic;

import java.time.Instant;
import java.util.Optional;

/// One thing lost: when, of which flow, how.
///
/// @param at when the loss was noticed
/// @param flow the [Flow#name()]
/// @param detail the status line, or the words of the error
/// @param slot the `X-Slot` header, when an answer had begun
/// @param version the `X-Version` header, when an answer had begun
public record Loss(
    Instant at,
    String flow,
    LossKind kind,
    String detail,
    Optional<String> slot,
    Optional<String> version) {}
