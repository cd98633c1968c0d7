package ballast.model;

import java.time.Duration;
import java.util.Optional;

/// What a slot's server has to do, over all workers of its HAProxy.
///
/// @param requests in flight or waiting
/// @param oldest how long the oldest of them has been going on, where HAProxy lists it
/// @param unchanged how long HAProxy's view of the server is what it is, where it tells
public record Load(long requests, Optional<Duration> oldest, Optional<Duration> unchanged) {}
