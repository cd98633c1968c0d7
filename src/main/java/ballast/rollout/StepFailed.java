package ballast.rollout;

import ballast.model.Problem;

/// A step came to its end and did not succeed: a verdict, unlike a call that failed, which is worth
/// another try.
final class StepFailed extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  StepFailed(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
