package ballast.event;

import java.time.Instant;

/// An event as it is handed to screens and journal.
///
/// @param sequence counted from 1 within a rollout
public record Entry(long sequence, Instant at, Event event) {}
