package ballast.reach;

import ballast.model.Host;
import ballast.model.Problem;

/// Something about a host's balancer that a person should know before a rollout touches it.
public record Concern(Host host, Weight weight, Problem problem) {
  public enum Weight {
    /// The balancer does not answer.
    UNASKED,
    /// Requests could be lost, or nothing could be proven: do not start.
    REFUSE,
    /// Told, and left to the person.
    TELL
  }
}
