package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import ballast.live.Scene.Midway;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Docker Engines, their disks and the registry, failing in the middle of a rollout.
@OnNineHosts
class EngineFaultsLiveTest {
  private static final String KILL = "kill -KILL $(cat /run/docker.pid)";
  private static final String START =
      "rm -f /run/docker.pid; setsid dockerd >/run/dockerd.log 2>&1 </dev/null &";

  @TempDir Path folder;

  @Tag(Faults.EVERY)
  @Test
  void oneThatHangsForAWhileIsWaitedFor() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            3,
            () -> {
              scene.happens(
                  Midway.survived(
                      "serves 2",
                      () -> {
                        shell(scene, "kill -STOP $(cat /run/docker.pid)");
                        // A hung engine is a matter of time by its nature.
                        Thread.sleep(5_000);
                        shell(scene, "kill -CONT $(cat /run/docker.pid)");
                      }));
              scene.assertServing("2");
            });
    assertThat(seen.broken()).isEmpty();
    Scene.assertNothingLost(seen.tally());
  }

  @Tag(Faults.EVERY)
  @Test
  void oneThatIsKilledTakesItsContainersAlong() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Scene.Seen seen = scene.during(Scene.STEADY, 3 + TestHosts.SLOTS, () -> killed(scene));
    Scene.assertLittleLost("the engine", seen.tally());
  }

  @Tag(Faults.EVERY)
  @Test
  void oneThatIsKilledWithLiveRestoreLeavesItsContainersAlone()
      throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Scene.Seen seen;
    liveRestore(scene, "true");
    try {
      String before = balancerStarted(scene);
      seen = scene.during(Scene.STEADY, 3 + TestHosts.SLOTS, () -> killed(scene));
      assertThat(balancerStarted(scene)).isEqualTo(before);
    } finally {
      liveRestore(scene, "false");
    }
    // An engine that starts writes its firewall rules anew: a connection may find none.
    Scene.assertLittleLost("the engine that lets its containers live", seen.tally());
  }

  private static String balancerStarted(Scene scene) throws IOException, InterruptedException {
    return scene
        .hosts()
        .in("fe-5", "docker", "inspect", "-f", "{{.State.StartedAt}}", "ballast-pxapp-haproxy");
  }

  private static void killed(Scene scene) throws IOException, InterruptedException {
    scene.happens(
        Midway.hit(
            "serves 2",
            () -> {
              shell(scene, KILL);
              shell(scene, START);
            }));
    scene.putRight();
  }

  private static void liveRestore(Scene scene, String wanted)
      throws IOException, InterruptedException {
    shell(
        scene,
        """
        sed -i '/live-restore/d; s/^{$/{\\n  "live-restore": %s,/' /etc/docker/daemon.json
        kill -HUP $(cat /run/docker.pid)
        for look in $(seq 100); do
            [ "$(docker info --format '{{.LiveRestoreEnabled}}')" = %s ] && exit 0
            sleep 0.1
        done
        exit 1
        """
            .formatted(wanted, wanted));
  }

  @Tag(Faults.EVERY)
  @Test
  void aDiskThatIsFullWhenTheImageComesTouchesNothing() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            0,
            () -> {
              // Where an engine of this version keeps what it pulls until it is whole.
              shell(scene, "mount -t tmpfs -o nr_inodes=1 tmpfs /var/lib/docker/tmp");
              try {
                Product.Ran ran = scene.expect(Exit.WENT_BACK, "deploy", "5");
                assertThat(ran.out()).contains("fe-5").contains("no space left").contains("next");
              } finally {
                shell(scene, "umount /var/lib/docker/tmp");
              }
              scene.assertServing("1");
            });
    assertThat(seen.broken()).isEmpty();
    Scene.assertNothingLost(seen.tally());
  }

  @Tag(Faults.EVERY)
  @Test
  void aRegistryThatEndsDuringThePullsTouchesNothing() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            3,
            () -> {
              try {
                scene.happens(
                    Midway.hit("rolling pxapp", scene.hosts()::registryOff)
                        .deploying("4")
                        .ending(Exit.DONE, Exit.WENT_BACK));
              } finally {
                scene.hosts().registryOn();
              }
              scene.putRight();
            });
    Scene.assertNothingLost(seen.tally());
  }

  private static void shell(Scene scene, String script) throws IOException, InterruptedException {
    scene.hosts().in("fe-5", "bash", "-c", script);
  }
}
