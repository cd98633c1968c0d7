package ballast.model;

/// One HAProxy on each host for several services, each with a ballast.yml of its own.
///
/// @param balancer the name that all of them give it
/// @param route which requests are this service's
public record Sharing(String balancer, Route route) {
  /// No service has a name that begins so; what belongs to a shared balancer has.
  public static final String PREFIX = "shared.";
}
