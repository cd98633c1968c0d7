package ballast.docker;

import ballast.model.Problem;
import ballast.port.CallFailed;
import java.time.Duration;
import java.util.Optional;

/// Finds out what became of a change whose answer was lost or was a no, by reading only: the change
/// is never sent again.
///
/// ```
/// Answered -> done
/// Refused  -> looked at once:      as wished already -> done, else failed
/// Lost     -> looked at for a while: as wished       -> done, else failed, effect unknown
/// ```
final class Settling {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  /// Whether the engine now has what was wished for.
  interface Look<A> {
    /// @return the answer that the change would have had; nothing while it cannot be seen
    Optional<A> seen() throws CallFailed, InterruptedException;
  }

  private final DockerClient client;

  Settling(DockerClient client) {
    this.client = client;
  }

  /// Sends a change once and says how it ended.
  <A> A change(DockerCall<A> call, Look<A> look) throws CallFailed, InterruptedException {
    return settled(call, client.outcome(call), look);
  }

  private <A> A settled(DockerCall<A> call, Outcome<A> outcome, Look<A> look)
      throws CallFailed, InterruptedException {
    Optional<A> seen =
        switch (outcome) {
          case Outcome.Answered<A>(var answer) -> Optional.of(answer);
          case Outcome.NotSent<A> _ -> Optional.empty();
          case Outcome.Refused<A>(_, var problem) ->
              Words.saysOneOf(problem.why(), "already in progress") ? await(look) : glance(look);
          case Outcome.Lost<A> _ -> await(look);
        };
    return seen.isPresent() ? seen.get() : outcome.orThrow(call.nature());
  }

  /// The same for a change that an engine may go on with after it said that it could not: only one
  /// that is not as wished by then has not been made, and will not be.
  ///
  /// @throws CallFailed with effect `NONE` where nothing came of it within that time
  <A> A slowChange(DockerCall<A> call, Look<A> look, Duration within)
      throws CallFailed, InterruptedException {
    Outcome<A> outcome = client.outcome(call);
    return outcome instanceof Outcome.Refused<A>(int status, var problem) && status >= 500
        ? afterTrouble(call, outcome, look, within, problem)
        : settled(call, outcome, look);
  }

  private <A> A afterTrouble(
      DockerCall<A> call, Outcome<A> outcome, Look<A> look, Duration within, Problem problem)
      throws CallFailed, InterruptedException {
    Optional<A> seen = await(look, within);
    if (seen.isPresent()) {
      return seen.get();
    }
    Optional<A> last;
    try {
      last = look.seen();
    } catch (CallFailed unreadable) {
      return outcome.orThrow(call.nature());
    }
    return last.orElseThrow(() -> new CallFailed(problem, CallFailed.Effect.NONE));
  }

  private <A> Optional<A> await(Look<A> look) throws InterruptedException {
    return await(look, client.limits().settle());
  }

  private static <A> Optional<A> await(Look<A> look, Duration within) throws InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    while (true) {
      Optional<A> seen = glance(look);
      if (seen.isPresent() || System.nanoTime() - end >= 0) {
        return seen;
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /// What cannot be read is not taken for done.
  private static <A> Optional<A> glance(Look<A> look) throws InterruptedException {
    try {
      return look.seen();
    } catch (CallFailed unreadable) {
      return Optional.empty();
    }
  }
}
