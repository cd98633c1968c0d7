package ballast.port;

import ballast.model.Problem;

/// A call to an engine or a balancer that did not go as asked.
public final class CallFailed extends Exception {
  private static final long serialVersionUID = 1;

  /// What is known of a failed call's effect.
  public enum Effect {
    /// The peer refused it, or it never reached the peer: nothing has changed.
    NONE,
    /// The answer was lost: it may have been applied. Only reading again tells.
    UNKNOWN
  }

  private final transient Problem problem;
  private final Effect effect;

  public CallFailed(Problem problem, Effect effect) {
    super(problem.toString());
    this.problem = problem;
    this.effect = effect;
  }

  public CallFailed(Problem problem, Effect effect, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
    this.effect = effect;
  }

  public Problem problem() {
    return problem;
  }

  public Effect effect() {
    return effect;
  }
}
