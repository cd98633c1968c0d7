package ballast.port;

import java.time.Duration;

/// The load balancer in front of the hosts, and how patiently it is dealt with.
///
/// @param leave how long it may take to let go of a host
/// @param join how long it may take to have a host back
/// @param poll how often it is worth asking
public record Front(Edge edge, Duration leave, Duration join, Duration poll) {}
