package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import ballast.live.Scene.Midway;
import ballast.traffic.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The host that keeps the lock fails in the middle of a rollout: the slots in hand are finished,
/// the rollout ends since nobody can tell any more whose the lock is, and nothing starts until that
/// host is back. Its slots are out, so FLOOR lets no other one go back.
@OnThreeHosts
class AnchorFaultsLiveTest {
  private static final String ANCHOR = "fe-1";
  private static final String SETTINGS = Scene.THREE_OUT;
  private static final String IN_HAND = "fe-2/1  old container stopped";

  @TempDir Path folder;

  @Tag(Faults.EVERY)
  @Test
  void itsPowerIsCutAndTheRolloutEndsUntilItIsBack() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.three(), folder, SETTINGS);
    Tally tally =
        failsAndComesBack(
            scene, () -> scene.hosts().powerOff(ANCHOR), () -> scene.hosts().powerOn(ANCHOR));
    Scene.assertLittleLost("the power", 150, tally);
  }

  @Tag(Faults.EVERY)
  @Test
  void itsEngineIsKilledAndTheRolloutEndsUntilItIsBack() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.three(), folder, SETTINGS);
    Tally tally =
        failsAndComesBack(
            scene, () -> scene.hosts().killEngine(ANCHOR), () -> scene.hosts().startEngine(ANCHOR));
    Scene.assertLittleLost("the engine", 60, tally);
  }

  private static Tally failsAndComesBack(Scene scene, Scene.Fault fails, Scene.Fault comesBack)
      throws IOException, InterruptedException {
    return scene.beside(
        ANCHOR,
        Scene.STEADY,
        () -> {
          try {
            String story = scene.happens(Midway.hit(IN_HAND, fails).ending(Exit.LOCKED));
            assertThat(story)
                .contains("going back: ")
                .contains("it no longer holds the lock")
                .contains("mend the host that keeps the lock, then run it again");
            Map<String, String> before = containersOfOthers(scene);
            Product.Ran refused = scene.expect(Exit.UNREACHABLE, "deploy", "2");
            assertThat(refused.err())
                .contains("1 of 3 hosts cannot be")
                .contains("nothing was touched")
                .contains(ANCHOR + " keeps the service's lock");
            assertThat(containersOfOthers(scene)).isEqualTo(before);
          } finally {
            comesBack.happen();
          }
          scene.putRight();
        });
  }

  private static Map<String, String> containersOfOthers(Scene scene)
      throws IOException, InterruptedException {
    var containers = new LinkedHashMap<String, String>();
    for (String host : new String[] {"fe-2", "fe-3"}) {
      containers.put(
          host,
          scene
              .hosts()
              .in(host, "docker", "ps", "-a", "--format", "{{.ID}} {{.Names}} {{.State}}"));
    }
    return containers;
  }
}
