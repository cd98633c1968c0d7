package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Releases rolled over nine real hosts under a client that never retries.
///
/// How an application ends shows when it is replaced, and how it starts when it replaces another:
/// so each rollout ends where the next one begins, and that one has nothing to make ready.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@OnNineHosts
class RolloutLiveTest {
  private static final String STEADY = "get=75,keepalive=75,post=30,post-keepalive=20";
  private static final String BUSY = "get=150,keepalive=150,post=60,post-keepalive=40";

  private static final String DIES_AT_ONCE = "container: {env: {ON_TERM: abrupt}, stop_grace: 10s}";
  private static final String GRACEFUL = "container: {stop_grace: 10s}";

  /// Its port is open at once; and its websockets stay when it is asked to stop.
  private static final String STARTS_SLOWLY =
      "container: {env: {LISTEN_AFTER_MS: 0, READY_AFTER_MS: 5000, WS_ON_TERM: ignore}, stop_grace: 2s}";

  private static final String CLOSES_WEBSOCKETS =
      "container: {env: {WS_ON_TERM: close}, stop_grace: 2s}\n"
          + "rollout: {drain: {deadline: 8s, then: cut}}";

  private Scene scene;

  @BeforeAll
  void aFleetServes(@TempDir Path folder) throws IOException, InterruptedException {
    scene = Scene.serving(TestHosts.nine(), folder, DIES_AT_ONCE);
  }

  /// One of eight seconds holds its slot's drain, so that shorter ones begin and end all the while.
  @Test
  @Order(1)
  void anApplicationThatDiesAtOnceLosesNoRequestOfEightSecondsNoPostAndNoUploadOfThree()
      throws IOException, InterruptedException {
    scene.serves("1", DIES_AT_ONCE);
    scene.become(GRACEFUL);
    Scene.Watched watched =
        scene.watch(
            "get=40,keepalive=40,slow=4:8000,post=30,post-keepalive=20,upload=10:3000,sse=2:10",
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
  @Order(2)
  void aGracefulApplicationUnder400RequestsASecondLosesNothing()
      throws IOException, InterruptedException {
    scene.serves("2", GRACEFUL);
    Scene.Watched watched = scene.watch(BUSY, 3, Exit.DONE, "deploy", "1");
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.tally().answeredByVersion()).containsKeys("1", "2");
    scene.assertServing("1");
  }

  @Test
  @Order(3)
  void nothingToDoIsSaidAfterOneLookAndTouchesNothing() throws IOException, InterruptedException {
    scene.serves("1", GRACEFUL);
    Set<String> before = containers();
    Product.Ran again = scene.expect(Exit.DONE, "deploy", "1");
    assertThat(again.out()).containsIgnoringCase("nothing to do");
    assertThat(containers()).as("the containers on every host").isEqualTo(before);
  }

  /// Every container of the fleet, running or not, with its host.
  private Set<String> containers() throws IOException, InterruptedException {
    var ids = new HashSet<String>();
    for (String host : scene.hosts().pids().keySet()) {
      scene
          .hosts()
          .in(host, "docker", "ps", "--all", "--quiet", "--no-trunc")
          .lines()
          .forEach(id -> ids.add(host + " " + id));
    }
    assertThat(ids).isNotEmpty();
    return ids;
  }

  @Test
  @Order(4)
  void anApplicationWhosePortIsOpenLongBeforeItIsReadyGetsNoRequestTooEarly()
      throws IOException, InterruptedException {
    scene.serves("1", GRACEFUL);
    scene.become(STARTS_SLOWLY);
    Scene.Watched watched = scene.watch(STEADY, 9, Exit.DONE, "deploy", "2", "--max-out", "9");
    Scene.assertNothingLost(watched.tally());
    scene.assertServing("2");
  }

  @Test
  @Order(5)
  void webSocketsThatStayAreCutByPolicyCountedAndTold() throws IOException, InterruptedException {
    scene.serves("2", STARTS_SLOWLY);
    scene.become(CLOSES_WEBSOCKETS);
    Scene.Watched watched =
        scene.watch("get=50,keepalive=25,ws=18", 9, Exit.DONE, "deploy", "1", "--max-out", "9");
    assertThat(watched.tally().lostTotal()).as(watched.tally().text()).isZero();
    assertThat(watched.tally().websocketsCut()).isPositive();
    assertThat(cutBy(watched.ran().out()))
        .as("what the receipt says was cut, and what the client saw")
        .isEqualTo(watched.tally().websocketsCut());
    scene.assertServing("1");
  }

  /// `0 lost, 18 cut when a drain's deadline had passed, ...`
  private static long cutBy(String receipt) {
    Matcher told = Pattern.compile(" lost, ([0-9,]+) cut").matcher(receipt);
    assertThat(told.find()).as(receipt).isTrue();
    return Long.parseLong(told.group(1).replace(",", ""));
  }

  @Test
  @Order(6)
  void webSocketsThatCloseWhenAskedAreMovedAndNothingIsLost()
      throws IOException, InterruptedException {
    scene.serves("1", CLOSES_WEBSOCKETS);
    Scene.Watched watched =
        scene.watch("get=50,keepalive=25,ws=18", 9, Exit.DONE, "deploy", "2", "--max-out", "9");
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.tally().websocketsClosedByServer()).isPositive();
    assertThat(watched.tally().websocketEchoes()).isPositive();
    scene.assertServing("2");
  }

  @Test
  @Order(7)
  void aReleaseThatCrashesGoesBackAndSaysWhatItLogged() throws IOException, InterruptedException {
    Scene.Watched watched = goesBack("crash", 3);
    assertThat(watched.ran().out()).contains("cannot open database");
  }

  @Test
  @Order(8)
  void aReleaseThatNeverGetsHealthyGoesBackAndSaysWhatItsCheckAnswered()
      throws IOException, InterruptedException {
    Scene.Watched watched = goesBack("sick", 3);
    assertThat(watched.ran().out()).contains("503");
  }

  @Test
  @Order(9)
  void aReleaseThatCannotBePulledTouchesNothing() throws IOException, InterruptedException {
    Scene.Watched watched = goesBack("no-such-tag", 0);
    assertThat(watched.ran().err()).contains("no-such-tag");
  }

  /// The old one still serves everywhere, and nothing is lost.
  private Scene.Watched goesBack(String release, int maxOut)
      throws IOException, InterruptedException {
    scene.serves("2", CLOSES_WEBSOCKETS);
    scene.become(GRACEFUL);
    Scene.Watched watched =
        scene.watch("get=75,keepalive=50,post=25", maxOut, Exit.WENT_BACK, "deploy", release);
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.tally().answeredByVersion()).containsOnlyKeys("2");
    scene.assertServing("2");
    return watched;
  }
}
