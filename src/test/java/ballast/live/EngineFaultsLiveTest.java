package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import ballast.live.Scene.Midway;
import ballast.traffic.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Docker Engines, their disks and the registry, failing in the middle of a rollout.
@OnNineHosts
class EngineFaultsLiveTest {
  private static final String HIT = "fe-5";

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
                        scene.hosts().freezeEngine(HIT);
                        // A hung engine is a matter of time by its nature.
                        Thread.sleep(5_000);
                        scene.hosts().thawEngine(HIT);
                      }));
              scene.assertServing("2");
            });
    assertThat(seen.broken()).isEmpty();
    Scene.assertNothingLost(seen.tally());
  }

  /// A call that is given up may still be done, once the engine goes on: a container that starts so
  /// late may keep the earlier one from coming back. Then the slot is told, and the next command
  /// heals it.
  @Tag(Faults.EVERY)
  @Test
  void oneThatHangsPastItsDeadlinesInTheMiddleOfASlotIsToldAndTheNextCommandHeals()
      throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.threeOfNine(), folder, Scene.THREE_OUT);
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            3,
            () -> {
              String story = hangsUntilGivenUp(scene, "fe-3");
              assertThat(story)
                  .contains("fe-3/1  waits: fe-3: could not start container")
                  .contains("no answer within 60 s")
                  .contains("going back: fe-3: could not list the containers");
              scene.expect(Exit.DONE, "deploy", "2");
              scene.assertServing("2");
            });
    assertThat(seen.broken()).isEmpty();
    Scene.assertNothingLost(seen.tally());
  }

  private String hangsUntilGivenUp(Scene scene, String host)
      throws IOException, InterruptedException {
    try (Outside controller = Outside.start(folder, "deploy", "2", "-v")) {
      controller.awaitStory(host + "/1  old container stopped");
      scene.hosts().freezeEngine(host);
      try {
        controller.awaitStory(host + "/1  failed");
      } finally {
        scene.hosts().thawEngine(host);
      }
      Scene.assertEnded(controller, List.of(Exit.WENT_BACK, Exit.MIXED));
      return controller.story();
    }
  }

  @Tag(Faults.EVERY)
  @Test
  void oneThatIsKilledTakesItsContainersAlong() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Tally tally = scene.beside(HIT, Scene.STEADY, () -> killed(scene));
    Scene.assertLittleLost("the engine", 60, tally);
  }

  @Tag(Faults.EVERY)
  @Test
  void oneThatIsKilledWithLiveRestoreLeavesItsContainersAlone()
      throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Tally tally;
    liveRestore(scene, "true");
    try {
      String before = balancerStarted(scene);
      tally = scene.beside(HIT, Scene.STEADY, () -> killed(scene));
      assertThat(balancerStarted(scene)).isEqualTo(before);
    } finally {
      liveRestore(scene, "false");
    }
    // An engine that starts writes its firewall rules anew: a connection may find none.
    Scene.assertLittleLost("the engine that lets its containers live", 20, tally);
  }

  private static String balancerStarted(Scene scene) throws IOException, InterruptedException {
    return scene
        .hosts()
        .in(HIT, "docker", "inspect", "-f", "{{.State.StartedAt}}", "ballast-pxapp-haproxy");
  }

  private static void killed(Scene scene) throws IOException, InterruptedException {
    scene.happens(
        Midway.hit(
            "serves 2",
            () -> {
              scene.hosts().killEngine(HIT);
              scene.hosts().startEngine(HIT);
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
                assertThat(ran.out()).contains(HIT).contains("no space left").contains("next");
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
    scene.hosts().in(HIT, "bash", "-c", script);
  }
}
