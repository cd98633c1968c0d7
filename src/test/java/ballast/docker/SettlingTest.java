package ballast.docker;

import static ballast.docker.FakeEngine.PONG;
import static ballast.docker.FakeEngine.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.docker.ContainerCall.Change;
import ballast.docker.ContainerCall.Done;
import ballast.model.Problem;
import ballast.port.CallFailed;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What becomes of a stop that an engine says it could not make, as where its host forbids it to
/// send signals: it may go on with it all the same until the grace is over.
class SettlingTest {
  private static final Duration GRACE = Duration.ofMillis(500);

  @Test
  void whatStillRunsWhenTheGraceIsOverWasNotStoppedAndWillNotBe() throws Exception {
    CallFailed failed = catchThrowableOfType(CallFailed.class, () -> stop(Optional::empty));
    assertThat(failed.effect()).isEqualTo(CallFailed.Effect.NONE);
    assertThat(failed.problem().why()).contains("permission denied");
  }

  @Test
  void whatEndsWithinTheGraceIsStopped() throws Exception {
    Iterator<Optional<Done>> looks =
        List.of(Optional.<Done>empty(), Optional.of(Done.DONE)).iterator();
    assertThat(stop(looks::next)).isEqualTo(Done.DONE);
  }

  @Test
  void whatCannotBeSeenIsNotKnown() throws Exception {
    CallFailed failed =
        catchThrowableOfType(
            CallFailed.class,
            () ->
                stop(() -> {
                  throw new CallFailed(
                      new Problem("no look", "the engine hangs", ""), CallFailed.Effect.NONE);
                }));
    assertThat(failed.effect()).isEqualTo(CallFailed.Effect.UNKNOWN);
  }

  private static Done stop(Settling.Look<Done> look) throws Exception {
    try (var fake =
            new FakeEngine(
                PONG,
                (_, out) ->
                    say(out, 500, "{\"message\":\"cannot stop container: permission denied\"}"));
        var client = new DockerClient("fe-1", fake.socket(), Limits.defaults())) {
      return new Settling(client)
          .slowChange(Change.stop("0123456789ab", GRACE, GRACE), look, GRACE);
    }
  }
}
