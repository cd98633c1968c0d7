package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import ballast.live.Scene.Midway;
import ballast.traffic.Tally;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HAProxies that are reloaded, restarted or killed in the middle of a rollout, or left crooked by
/// somebody else.
@OnNineHosts
class BalancerFaultsLiveTest {
  /// Requests of several seconds, so that drains take a while.
  private static final String SLOW = Scene.STEADY + ",slow=6:3000";

  private static final String BALANCER = "ballast-pxapp-haproxy";

  @TempDir Path folder;

  @Test
  void everyOneIsReloadedInTheMiddle() throws IOException, InterruptedException {
    reloadedWhen("serves 2", Scene.serving(TestHosts.threeOfNine(), folder, Scene.THREE_OUT));
  }

  @Tag(Faults.EVERY)
  @ParameterizedTest
  @ValueSource(
      strings = {"drained in", "old container stopped", "container of release", "ready with"})
  void everyOneIsReloadedAtAnyStep(String step) throws IOException, InterruptedException {
    reloadedWhen(step, Scene.serving(TestHosts.nine(), folder, ""));
  }

  private static void reloadedWhen(String step, Scene scene)
      throws IOException, InterruptedException {
    Scene.Seen seen =
        scene.during(
            SLOW,
            scene.hosts().slots(),
            () -> {
              scene.happens(
                  Midway.survived(
                      step,
                      () -> {
                        for (String host : scene.hosts().pids().keySet()) {
                          scene.hosts().in(host, "docker", "kill", "-s", "USR2", BALANCER);
                        }
                      }));
              scene.assertServing("2");
            });
    Scene.assertNothingLost(seen.tally());
  }

  @Tag(Faults.EVERY)
  @ParameterizedTest
  @ValueSource(
      strings = {"drained in", "old container stopped", "container of release", "ready with"})
  void oneThatIsKilledComesBackAndTheRolloutGoesOnOrBack(String step)
      throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            scene.hosts().slots(),
            () -> {
              scene.happens(
                  Midway.hit(
                      step,
                      () -> {
                        scene.hosts().in("fe-5", "docker", "kill", "-s", "KILL", BALANCER);
                        scene.hosts().in("fe-5", "docker", "start", BALANCER);
                      }));
              scene.putRight();
            });
    Scene.assertLittleLost("HAProxy's end", 40, seen.tally());
  }

  @Tag(Faults.EVERY)
  @Test
  void oneThatIsRestartedComesBackAndTheRolloutGoesOnOrBack()
      throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Tally tally =
        scene.beside(
            "fe-5",
            Scene.STEADY,
            () -> {
              scene.happens(
                  Midway.hit(
                      "serves 2",
                      () -> scene.hosts().in("fe-5", "docker", "restart", "-t", "5", BALANCER)));
              scene.putRight();
            });
    Scene.assertLittleLost("HAProxy's restart", 40, tally);
  }

  @Test
  void thePlaybookKilledBetweenWeightZeroAndOneIsRepaired()
      throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.threeOfNine(), folder, Scene.THREE_OUT);
    for (Path balancer : scene.balancers().values()) {
      ServerLine.ask(balancer, "set server pxapp/pxapp-2 weight 0\n");
    }
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            scene.hosts().count(),
            () -> {
              Product.Ran ran = scene.expect(Exit.DONE, "repair", "--yes");
              assertThat(ran.out() + ran.err()).contains("fe-1/2").contains("fe-3/2");
            });
    scene.assertServing("1");
    Scene.assertNothingLost(seen.tally());
  }
}
