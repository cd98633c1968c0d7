package ballast.config;

import ballast.model.EdgeChoice;
import java.time.Duration;

/// The load balancer in front of the hosts.
///
/// @param leaveDeadline how long it may take to let go of a host
/// @param joinDeadline how long it may take to have a host back
public record EdgeSettings(EdgeChoice choice, Duration leaveDeadline, Duration joinDeadline) {}
