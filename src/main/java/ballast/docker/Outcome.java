package ballast.docker;

import ballast.model.Problem;
import ballast.port.CallFailed;

/// What became of a call to an engine.
sealed interface Outcome<A> {
  record Answered<A>(A answer) implements Outcome<A> {}

  /// The engine said no.
  ///
  /// @param status HTTP's status; 200 where it said so later in its answer
  record Refused<A>(int status, Problem problem) implements Outcome<A> {}

  /// It never reached the engine.
  record NotSent<A>(Problem problem) implements Outcome<A> {}

  /// It was sent, and no answer came that could be understood.
  record Lost<A>(Problem problem) implements Outcome<A> {}

  /// The answer, or what is known of a call that failed.
  ///
  /// An engine that says 500 may have done part of what was asked, so only reading tells.
  default A orThrow(DockerCall.Nature nature) throws CallFailed {
    return switch (this) {
      case Answered<A>(var answer) -> answer;
      case NotSent<A>(var problem) -> throw new CallFailed(problem, CallFailed.Effect.NONE);
      case Refused<A>(int status, var problem) ->
          throw new CallFailed(problem, status < 500 ? CallFailed.Effect.NONE : doubtful(nature));
      case Lost<A>(var problem) -> throw new CallFailed(problem, doubtful(nature));
    };
  }

  private static CallFailed.Effect doubtful(DockerCall.Nature nature) {
    return switch (nature) {
      case READS -> CallFailed.Effect.NONE;
      case CHANGES -> CallFailed.Effect.UNKNOWN;
    };
  }
}
