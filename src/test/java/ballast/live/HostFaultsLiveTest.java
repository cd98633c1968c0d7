package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import ballast.live.Scene.Midway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Links and whole hosts that fail in the middle of a rollout.
@OnNineHosts
class HostFaultsLiveTest {
  /// Requests of several seconds, so that drains take a while.
  private static final String SLOW = Scene.STEADY + ",slow=6:3000";

  @TempDir Path folder;

  @Test
  void everyLinkIsCutAndOpenedAgain() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            3,
            () -> {
              try (Outside controller = Outside.start(folder, "deploy", "2")) {
                controller.awaitStory("serves 2");
                for (long link : controller.links()) {
                  Outside.signal(link, "KILL");
                }
                assertThat(controller.await()).as(controller.story()).isEqualTo(Exit.DONE.code());
              }
              scene.assertServing("2");
            });
    assertThat(seen.broken()).isEmpty();
    Scene.assertNothingLost(seen.tally());
  }

  @Tag(Faults.EVERY)
  @Test
  void aFrozenLinkIsFoundAndOpenedAgain() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            3,
            () -> {
              try (Outside controller = Outside.start(folder, "deploy", "2")) {
                controller.awaitStory("serves 2");
                Outside.signal(controller.links().getLast(), "STOP");
                assertThat(List.of(Exit.DONE.code(), Exit.WENT_BACK.code(), Exit.MIXED.code()))
                    .as(controller.story())
                    .contains(controller.await());
              }
              scene.putRight();
            });
    Scene.assertNothingLost(seen.tally());
  }

  @Tag(Faults.EVERY)
  @Test
  void aHostLosesItsPowerAndTheOthersServeOn() throws IOException, InterruptedException {
    losesItsPowerWhen("old container stopped");
  }

  @Tag(Faults.EVERY)
  @ParameterizedTest
  @ValueSource(strings = {"drained in", "container of release"})
  void aHostLosesItsPowerAtAnyStepAndTheOthersServeOn(String step)
      throws IOException, InterruptedException {
    losesItsPowerWhen(step);
  }

  private void losesItsPowerWhen(String step) throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Scene.Seen seen =
        scene.during(
            SLOW,
            3 + TestHosts.SLOTS,
            () -> {
              try {
                String story =
                    scene.happens(
                        Midway.hit(step, () -> scene.hosts().powerOff("fe-5"))
                            .ending(Exit.WENT_BACK, Exit.MIXED));
                assertThat(story).contains("fe-5");
              } finally {
                scene.hosts().powerOn("fe-5");
              }
              scene.putRight();
            });
    Scene.assertLittleLost("the power", 150, seen.tally());
  }
}
