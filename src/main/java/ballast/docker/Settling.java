package ballast.docker;

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
    Outcome<A> outcome = client.outcome(call);
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

  private <A> Optional<A> await(Look<A> look) throws InterruptedException {
    long end = System.nanoTime() + client.limits().settle().toNanos();
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
