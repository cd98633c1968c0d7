package ballast.docker;

import static ballast.docker.FakeEngine.PONG;
import static ballast.docker.FakeEngine.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.model.Berth;
import ballast.model.Berth.Place;
import ballast.model.Problem;
import ballast.model.ReleaseId;
import ballast.port.CallFailed;
import ballast.port.Fence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Which moves change whether a container comes back with its engine.
class MoveTest {
  private static List<String> asked(Place from, Place to) throws Exception {
    var received = new ArrayList<String>();
    move(from, to, () -> {}, received);
    return received;
  }

  /// @param received what the engine was asked for
  private static void move(Place from, Place to, Fence fence, List<String> received)
      throws Exception {
    try (var fake =
            new FakeEngine(
                PONG,
                (request, out) -> {
                  if (request.contains("/update")) {
                    say(out, 200, "{\"Warnings\":null}");
                  } else {
                    say(out, 204, "");
                  }
                });
        var client = new DockerClient("fe-1", fake.socket(), Samples.hasty())) {
      var berth =
          new Berth(
              "ab",
              new ReleaseId("8b1e0f22aa90"),
              "1",
              from,
              Berth.State.EXITED,
              Optional.empty(),
              Instant.EPOCH);
      try {
        new DockerEngine(Samples.service("r/pxapp", Samples.adopted()), Samples.HOST, client)
            .move(Samples.SLOT, berth, to, fence);
      } finally {
        fake.received()
            .forEach(line -> received.add(line.replaceFirst(".*/containers/ab/([a-z]+).*", "$1")));
      }
    }
  }

  @Test
  void whoLosesASlotOrNeverGotItDoesNotComeBackByItself() throws Exception {
    assertThat(asked(Place.HOLDER, Place.LAST)).containsExactly("update", "rename");
    assertThat(asked(Place.NEXT, Place.KEPT)).containsExactly("update", "rename");
    assertThat(asked(Place.HOLDER, Place.KEPT)).containsExactly("update", "rename");
    assertThat(asked(Place.NEXT, Place.HOLDER)).containsExactly("update", "rename");
  }

  /// It may have been told to come back by one that could not give it its name any more.
  @Test
  void whatIsKeptIsToldToStayDownWhateverItWasToldBefore() throws Exception {
    assertThat(asked(Place.LAST, Place.KEPT)).containsExactly("update", "rename");
  }

  @Test
  void whoMayNoLongerChangeAnythingDoesNotRenameEither() throws Exception {
    var refused =
        new CallFailed(new Problem("it is another one's", "", ""), CallFailed.Effect.NONE);
    var received = new ArrayList<String>();
    assertThatThrownBy(() ->
            move(
                Place.HOLDER,
                Place.LAST,
                () -> {
                  throw refused;
                },
                received))
        .isSameAs(refused);
    assertThat(received).containsExactly("update");
  }

  @Test
  void otherMovesOnlyRename() throws Exception {
    assertThat(asked(Place.PREPARED, Place.NEXT)).containsExactly("rename");
    assertThat(asked(Place.KEPT, Place.NEXT)).containsExactly("rename");
  }
}
