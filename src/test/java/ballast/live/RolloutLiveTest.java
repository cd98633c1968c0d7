package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Releases rolled over nine real hosts under a client that never retries.
class RolloutLiveTest {
  private static final String STEADY = "get=150,keepalive=150,post=60,post-keepalive=40";

  @TempDir Path folder;

  @Test
  void aGracefulApplicationUnder400RequestsASecondLosesNothing()
      throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "container: {stop_grace: 10s}");
    Scene.Watched watched = scene.watch(STEADY, 3, Exit.DONE, "deploy", "2");
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.tally().answeredByVersion()).containsKeys("1", "2");
    scene.assertServing("2");
  }

  @Test
  void nothingToDoIsSaidAfterOneLookAndTouchesNothing() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.three(), folder, "");
    Product.Ran again = scene.expect(Exit.DONE, "deploy", "1");
    assertThat(again.out()).containsIgnoringCase("nothing to do");
  }

  /// One of eight seconds holds its slot's drain, so that shorter ones begin and end all the while.
  @Test
  void anApplicationThatDiesAtOnceLosesNoRequestOfEightSecondsNoPostAndNoUploadOfThree()
      throws IOException, InterruptedException {
    Scene scene =
        Scene.serving(
            TestHosts.nine(), folder, "container: {env: {ON_TERM: abrupt}, stop_grace: 10s}");
    Scene.Watched watched =
        scene.watch(
            "get=60,keepalive=60,slow=4:8000,post=60,post-keepalive=40,upload=10:3000,sse=2:10",
            9,
            Exit.DONE,
            "deploy",
            "2",
            "--max-out",
            "9");
    Scene.assertNothingLost(watched.tally());
    scene.assertServing("2");
  }

  @Test
  void anApplicationWhosePortIsOpenLongBeforeItIsReadyGetsNoRequestTooEarly()
      throws IOException, InterruptedException {
    Scene scene =
        Scene.serving(
            TestHosts.nine(),
            folder,
            "container: {env: {LISTEN_AFTER_MS: 0, READY_AFTER_MS: 5000}, stop_grace: 10s}\n"
                + "rollout: {max_out: 9}");
    Scene.Watched watched = scene.watch(STEADY, 9, Exit.DONE, "deploy", "2");
    Scene.assertNothingLost(watched.tally());
    scene.assertServing("2");
  }

  @Test
  void webSocketsThatCloseWhenAskedAreMovedAndNothingIsLost()
      throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, CUT_AFTER_TWO_SECONDS.formatted("close"));
    Scene.Watched watched =
        scene.watch("get=100,keepalive=50,ws=18", 9, Exit.DONE, "deploy", "2", "--max-out", "9");
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.tally().websocketsClosedByServer()).isPositive();
    assertThat(watched.tally().websocketEchoes()).isPositive();
    scene.assertServing("2");
  }

  @Test
  void webSocketsThatStayAreCutByPolicyCountedAndTold() throws IOException, InterruptedException {
    Scene scene =
        Scene.serving(TestHosts.nine(), folder, CUT_AFTER_TWO_SECONDS.formatted("ignore"));
    Scene.Watched watched =
        scene.watch("get=100,keepalive=50,ws=18", 9, Exit.DONE, "deploy", "2", "--max-out", "9");
    assertThat(watched.tally().lostTotal()).as(watched.tally().text()).isZero();
    assertThat(watched.tally().websocketsCut()).isPositive();
    assertThat(watched.ran().out()).contains("cut");
    scene.assertServing("2");
  }

  private static final String CUT_AFTER_TWO_SECONDS =
      "container: {env: {WS_ON_TERM: %s}, stop_grace: 2s}\n"
          + "rollout: {drain: {deadline: 2s, then: cut}}";
}
