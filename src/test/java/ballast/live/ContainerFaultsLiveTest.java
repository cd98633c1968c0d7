package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import ballast.live.Scene.Midway;
import ballast.traffic.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Containers that end, flap or will not end.
@OnNineHosts
class ContainerFaultsLiveTest {
  @TempDir Path folder;

  @Tag(Faults.EVERY)
  @Test
  void oneKilledAfterItWasProvenMakesTheReleaseGoBack() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "rollout: {soak: 8s}");
    Tally tally =
        scene.beside(
            "fe-1",
            Scene.STEADY,
            () -> {
              scene.happens(
                  Midway.hit(
                          "fe-1/1  ready with weight",
                          () -> scene.hosts().in("fe-1", "docker", "kill", "-s", "KILL", "pxapp-1"))
                      .ending(Exit.WENT_BACK));
              scene.assertServing("1");
            });
    Scene.assertLittleLost("the kill", 10, tally);
  }

  @Tag(Faults.EVERY)
  @Test
  void oneThatTheKernelKillsForItsMemoryAgainAndAgainMakesTheReleaseGoBack()
      throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "rollout: {soak: 8s}");
    become(scene, "container: {memory: 64m, env: {LEAK_AFTER_MS: \"4000\"}}");
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            6,
            () -> {
              Product.Ran ran = scene.expect(Exit.WENT_BACK, "deploy", "2");
              // The engine says "out of memory" only until it has started the container again.
              assertThat(ran.out()).containsAnyOf("out of memory", "Docker started it again");
            });
    scene.assertServing("1");
    Scene.assertLittleLost("the kernel", 10, seen.tally());
  }

  @Tag(Faults.EVERY)
  @Test
  void healthThatFlapsWhileItSoaksMakesTheReleaseGoBackAndNothingIsLost()
      throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "rollout: {soak: 8s}");
    become(scene, "container: {env: {HEALTH_FLAP_MS: \"2500\"}}");
    Scene.Seen seen =
        scene.during(Scene.STEADY, 6, () -> scene.expect(Exit.WENT_BACK, "deploy", "2"));
    scene.assertServing("1");
    Scene.assertNothingLost(seen.tally());
  }

  /// What ballast.yml says from the next release on.
  private static void become(Scene scene, String settings) throws IOException {
    String config = Files.readString(scene.product().folder().resolve("ballast.yml"));
    scene.product().config(config + settings + "\n");
  }

  @Tag(Faults.EVERY)
  @Test
  void oneThatIgnoresItsStopSignalIsKilledAndNothingIsLost()
      throws IOException, InterruptedException {
    Scene scene =
        Scene.serving(
            TestHosts.nine(), folder, "container: {stop_grace: 2s, env: {ON_TERM: ignore}}");
    Scene.Seen seen =
        scene.during(
            Scene.STEADY, 3, () -> scene.expect(Exit.DONE, "deploy", "2", "--max-out", "3"));
    assertThat(seen.broken()).isEmpty();
    Scene.assertNothingLost(seen.tally());
  }
}
