package ballast.model;

import java.util.Optional;

/// What one look at a lock that is held says.
///
/// @param token names this taking among all others, for ever
/// @param beat changes whenever the holder renews it
/// @param report how far the holder is, in its own words; may be empty
/// @param order what someone has left there for the holder
public record LockView(
    String token, LockHolder holder, String beat, String report, Optional<Order> order) {}
