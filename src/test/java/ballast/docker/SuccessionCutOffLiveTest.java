package ballast.docker;

import static ballast.docker.EngineWithHaproxy.NAME;
import static ballast.docker.EngineWithHaproxy.SOCKETS;
import static ballast.docker.EngineWithHaproxy.answers;
import static ballast.docker.EngineWithHaproxy.asked;
import static ballast.docker.EngineWithHaproxy.assertNothingLost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ballast.docker.EngineWithHaproxy.DiesAt;
import ballast.docker.EngineWithHaproxy.Killed;
import ballast.docker.ManagedBalancer.Done;
import ballast.docker.ManagedBalancer.Guard;
import ballast.docker.ManagedBalancer.Running;
import ballast.docker.Successor.Patience;
import ballast.haproxy.UnixTransport;
import ballast.port.CallFailed;
import ballast.traffic.ClientPatience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Set-ups that were killed between their steps, on a real Docker Engine, and what the next one
/// does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(EngineWithHaproxy.PLACE)
class SuccessionCutOffLiveTest {
  /// Run by `./check all`; the others stand for them.
  private static final String EVERY_FAULT = "every-fault";

  private final EngineWithHaproxy haproxy;

  SuccessionCutOffLiveTest() throws Exception {
    haproxy = new EngineWithHaproxy();
  }

  @AfterEach
  void empty() throws Exception {
    haproxy.empty();
  }

  @AfterAll
  void stop() throws Exception {
    haproxy.stop();
  }

  @Test
  @Tag(EVERY_FAULT)
  void aSetUpThatDiedBeforeTheNewOneStartedIsUndone() throws Exception {
    haproxy.setUp("1");
    String first = haproxy.id(NAME);
    haproxy.docker("create", "--name", NAME + "-next", haproxy.image("2"), "true");
    assertNothingLost(() -> assertThat(haproxy.setUp("1")).isInstanceOf(Done.TakenOver.class));
    assertThat(haproxy.id(NAME)).isEqualTo(first);
    assertThat(haproxy.stands(NAME + "-next")).isFalse();
  }

  @Test
  @Tag(EVERY_FAULT)
  void oneThatDiedAfterItWasStartedIsUndoneAndTheMastersSocketIsTheFirstOnesAgain()
      throws Exception {
    haproxy.setUp("1");
    String first = haproxy.id(NAME);
    assertThatThrownBy(() -> haproxy.setUp("2", Patience.USUAL, DiesAt.question(2), Guard.OPEN))
        .isInstanceOf(Killed.class);
    haproxy.docker("kill", "-s", "KILL", NAME + "-next");
    assertNothingLost(() -> assertThat(haproxy.setUp("1")).isInstanceOf(Done.Reloaded.class));
    assertThat(haproxy.id(NAME)).isEqualTo(first);
    assertThat(
            new UnixTransport(SOCKETS.resolve("master.sock"))
                .ask("show proc", ClientPatience.ANSWER))
        .contains("# workers");
  }

  @Test
  @Tag(EVERY_FAULT)
  void aSetUpThatDiedWhileBothServeIsFinished() throws Exception {
    for (int dies = 1; dies <= 2; dies++) {
      haproxy.setUp("1");
      String first = haproxy.id(NAME);
      int at = dies;
      assertNothingLost(() -> {
        assertThatThrownBy(
                () -> haproxy.setUp("2", Patience.USUAL, DiesAt.question(at), Guard.OPEN))
            .isInstanceOf(Killed.class);
        assertThat(haproxy.balancer("2", Patience.USUAL).unfinished()).isPresent();
        haproxy.setUp("2");
      });
      assertThat(haproxy.id(NAME)).isNotEqualTo(first);
      assertThat(haproxy.stands(NAME + "-next")).isFalse();
      assertThat(haproxy.balancer("2", Patience.USUAL).unfinished()).isEmpty();
      assertThat(haproxy.setUp("2")).isEqualTo(new Done.Unchanged());
      empty();
    }
  }

  @Test
  void whileTheOneBeforeStillHasARequestItIsNotOverAndTheNextSetUpFinishesIt() throws Exception {
    haproxy.setUp("1");
    assertNothingLost(() -> {
      var hurried =
          new Patience(
              Duration.ofSeconds(20),
              Duration.ofSeconds(10),
              Duration.ofSeconds(10),
              Duration.ofMillis(200));
      assertThatThrownBy(() -> haproxy.setUp("2", hurried, asked(), Guard.OPEN))
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("still has requests in flight")
          .hasMessageContaining("ballast setup");
      assertThat(haproxy.balancer("2", Patience.USUAL).unfinished()).isPresent();
      assertThat(haproxy.setUp("2"))
          .isEqualTo(new Done.TakenOver("an earlier setup ended halfway"));
    });
    assertThat(haproxy.balancer("2", Patience.USUAL).unfinished()).isEmpty();
  }

  @Test
  void whereTheOneBeforeHasEndedItsNameIsTaken() throws Exception {
    haproxy.setUp("1");
    assertThatThrownBy(() -> haproxy.setUp("2", Patience.USUAL, DiesAt.question(2), Guard.OPEN))
        .isInstanceOf(Killed.class);
    haproxy.docker("update", "--restart", "no", NAME);
    haproxy.docker("kill", "-s", "USR1", NAME);
    await()
        .until(() -> haproxy.docker("inspect", "-f", "{{.State.Running}}", NAME).equals("false"));
    String second = haproxy.id(NAME + "-next");
    assertThat(haproxy.setUp("2")).isNotInstanceOf(Done.Replaced.class);
    assertThat(haproxy.id(NAME)).isEqualTo(second);
    assertThat(EngineWithHaproxy.nobodyListens()).isFalse();
    await().until(EngineWithHaproxy::answers);
  }

  @Test
  void aTakeOverThatNobodySawServeIsNotCompletedByTheNextSetUp() throws Exception {
    haproxy.setUp("1");
    String first = haproxy.id(NAME);
    assertThatThrownBy(() -> leadNowhere("2", DiesAt.look(2))).isInstanceOf(Killed.class);
    assertThatThrownBy(() -> leadNowhere("2", asked()))
        .isInstanceOf(CallFailed.class)
        .hasMessageContaining("b/s-1 served and is down with the new config");
    await().until(EngineWithHaproxy::answers);
    assertThat(haproxy.id(NAME)).isEqualTo(first);
    assertThat(haproxy.stands(NAME + "-next")).isFalse();
    assertThat(haproxy.setUp("1")).isEqualTo(new Done.Unchanged());
  }

  /// It takes requests from the moment when it listens.
  @Test
  @Tag(EVERY_FAULT)
  void aSecondHaproxyThatIsUndoneAnswersWhatItHas() throws Exception {
    haproxy.setUp("1");
    String first = haproxy.id(NAME);
    assertThatThrownBy(() -> haproxy.setUp("2", Patience.USUAL, DiesAt.look(2), Guard.OPEN))
        .isInstanceOf(Killed.class);
    // The kernel hands connections to either: of many some are with the second one.
    var held = new ArrayList<Future<Integer>>();
    for (int i = 0; i < 20; i++) {
      held.add(haproxy.inFlight("/?ms=%d".formatted(35_000 + i)));
    }
    assertThat(haproxy.setUp("1")).isInstanceOf(Done.Reloaded.class);
    assertThat(haproxy.id(NAME)).isEqualTo(first);
    for (Future<Integer> one : held) {
      assertThat(one.get()).isEqualTo(200);
    }
  }

  @Test
  void aReloadThatNobodySawServeIsNotTakenForDoneByTheNextSetUp() throws Exception {
    haproxy.setUp("1");
    assertThatThrownBy(() -> leadNowhere("1", DiesAt.look(2))).isInstanceOf(Killed.class);
    await().until(() -> !answers());
    assertThatThrownBy(() -> leadNowhere("1", asked()))
        .isInstanceOf(CallFailed.class)
        .hasMessageContaining("b/s-1 served and is down with the new config");
    await().until(EngineWithHaproxy::answers);
    assertThat(haproxy.setUp("1")).isEqualTo(new Done.Unchanged());
  }

  @Test
  void aSuccessorThatIsDownWhileTheFirstEndsIsStartedAgain() throws Exception {
    EngineWithHaproxy.Held held = handOverBesideALongRequest();
    String second = haproxy.id(NAME + "-next");
    haproxy.docker("kill", "-s", "KILL", NAME + "-next");
    await().until(EngineWithHaproxy::nobodyListens);
    held.endsWithTheFirstAnswer();
    assertThat(haproxy.setUp("2")).isInstanceOf(Done.TakenOver.class);
    assertThat(haproxy.id(NAME)).isEqualTo(second);
    assertThat(EngineWithHaproxy.nobodyListens()).isFalse();
    await().until(EngineWithHaproxy::answers);
    assertThat(held.status().get()).as("the first one was left to end").isEqualTo(200);
  }

  @Test
  void whereTheSuccessorIsGoneAnotherTakesItsPlaceWhileTheFirstEnds() throws Exception {
    EngineWithHaproxy.Held held = handOverBesideALongRequest();
    haproxy.docker("rm", "-f", NAME + "-next");
    held.endsWithTheFirstAnswer();
    assertThat(haproxy.setUp("2")).isInstanceOf(Done.TakenOver.class);
    assertThat(EngineWithHaproxy.nobodyListens()).isFalse();
    await().until(EngineWithHaproxy::answers);
    assertThat(held.status().get()).as("the first one was left to end").isEqualTo(200);
    assertThat(haproxy.setUp("2")).isEqualTo(new Done.Unchanged());
  }

  /// Both run then, and the first one was told to end.
  private EngineWithHaproxy.Held handOverBesideALongRequest() throws Exception {
    haproxy.setUp("1");
    EngineWithHaproxy.Held held = haproxy.held();
    var hurried =
        new Patience(
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMillis(200));
    assertThatThrownBy(() -> haproxy.setUp("2", hurried, asked(), Guard.OPEN))
        .hasMessageContaining("still has requests in flight");
    return held;
  }

  private Done leadNowhere(String image, Running running) throws Exception {
    return haproxy.setUp(image, EngineWithHaproxy.nowhere(), Patience.USUAL, running, Guard.OPEN);
  }
}
