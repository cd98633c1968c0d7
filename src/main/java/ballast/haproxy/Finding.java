package ballast.haproxy;

/// Something about a HAProxy that a person should know before a rollout touches it.
///
/// @param what is the matter
/// @param why it matters
/// @param next what to do about it
public record Finding(Severity severity, String what, String why, String next) {
  /// Whether a rollout may go on.
  public enum Severity {
    /// Requests could be lost or nothing could be proven: do not start.
    REFUSE,
    /// Told, and left to the person.
    WARN
  }

  static Finding refuse(String what, String why, String next) {
    return new Finding(Severity.REFUSE, what, why, next);
  }

  static Finding warn(String what, String why, String next) {
    return new Finding(Severity.WARN, what, why, next);
  }
}
