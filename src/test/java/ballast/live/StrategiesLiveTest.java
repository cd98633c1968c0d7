package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What each strategy promises, on three real hosts under a client that never retries. The order is
/// the one in which a fleet needs more spares, so that no setup takes any away.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@OnThreeHosts
class StrategiesLiveTest {
  private static final String STEADY = "get=50,keepalive=50,post=20,post-keepalive=10";
  private static final String GRACE = "container: {stop_grace: 10s}\n";

  /// No slot may be out, neither of the fleet nor of a host.
  private static final int NONE = 0;

  private Scene scene;

  @BeforeAll
  void aFleetServes(@TempDir Path folder) throws IOException, InterruptedException {
    scene = Scene.serving(TestHosts.three(), folder, GRACE);
  }

  @Test
  @Order(1)
  void aSurgeWithoutSparesIsRefusedWithTheCommandThatMakesThem()
      throws IOException, InterruptedException {
    scene.serves("1", GRACE);
    Product.Ran refused = scene.expect(Exit.USAGE, "deploy", "2", "--strategy", "surge");
    assertThat(refused.err()).contains("spare", "strategy: surge", "ballast setup");
    scene.assertServing("1");
  }

  @Test
  @Order(2)
  void recreateAsksFirstLosesRequestsAndSaysSo() throws IOException, InterruptedException {
    scene.serves("1", GRACE);
    Product.Ran refused = scene.expect(Exit.USAGE, "deploy", "2", "--strategy", "recreate");
    assertThat(refused.err()).contains("loses requests", "--yes");
    scene.assertServing("1");
    Scene.Seen seen =
        scene.during(
            STEADY,
            scene.hosts().slots(),
            () ->
                assertThat(
                        scene
                            .expect(Exit.DONE, "deploy", "2", "--strategy", "recreate", "--yes")
                            .out())
                    .containsPattern("[1-9][0-9,]* lost"));
    assertThat(seen.tally().lostTotal()).isPositive();
    scene.assertServing("2");
  }

  @Test
  @Order(3)
  void aSurgeAndItsWayBackLoseNeitherARequestNorCapacity()
      throws IOException, InterruptedException {
    served("2", GRACE + "rollout: {strategy: surge}");
    Scene.Watched forth = scene.watch(STEADY, NONE, Exit.DONE, "deploy", "1");
    Scene.assertNothingLost(forth.tally());
    scene.assertServing("1");
    Scene.Watched back = scene.watch(STEADY, NONE, Exit.DONE, "rollback");
    Scene.assertNothingLost(back.tally());
    scene.assertServing("2");
  }

  /// An engine renames no container between two tries, and the spare's mark is its name.
  @Test
  @Order(4)
  void aSurgeWhoseSpareCrashesAgainAndAgainGoesBackAndTheSpareIsEmpty()
      throws IOException, InterruptedException {
    served("2", GRACE + "rollout: {strategy: surge}");
    Scene.Watched watched = scene.watch(STEADY, NONE, Exit.WENT_BACK, "deploy", "crash");
    Scene.assertNothingLost(watched.tally());
    scene.assertServing("2");
    assertThat(scene.expect(Exit.DONE, "repair").out()).contains("every slot serves");
    Scene.assertNothingLost(scene.watch(STEADY, NONE, Exit.DONE, "deploy", "1").tally());
    scene.assertServing("1");
  }

  /// In every check the surge stands for it: the same steps, with one spare.
  @Tag(Faults.EVERY)
  @Test
  @Order(5)
  void blueGreenLosesNeitherARequestNorCapacityAndAReloadAfterwardsNeither()
      throws IOException, InterruptedException {
    served("2", GRACE + "rollout: {strategy: blue-green}");
    Scene.Watched watched = scene.watch(STEADY, NONE, Exit.DONE, "deploy", "1");
    Scene.assertNothingLost(watched.tally());
    scene.assertServing("1");
    assertThat(scene.expect(Exit.DONE, "setup").out())
        .as("the config is what runs, so there is nothing to reload")
        .contains("unchanged")
        .doesNotContain("reloaded");
    for (String host : scene.hosts().pids().keySet()) {
      scene.hosts().in(host, "docker", "kill", "-s", "USR2", "ballast-pxapp-haproxy");
    }
    scene.assertServing("1");
  }

  /// With the spares that the settings ask for.
  private void served(String release, String settings) throws IOException, InterruptedException {
    scene.serves(release, GRACE);
    scene.become(settings);
    scene.expect(Exit.DONE, "setup");
  }
}
