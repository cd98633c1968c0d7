package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import ballast.traffic.ClientPatience;
import ballast.traffic.Mix;
import ballast.traffic.Tally;
import ballast.traffic.Traffic;
import ballast.traffic.TrafficSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A person stops a rollout, holds it, undoes it, freezes it, or begins another one: the slots in
/// hand are finished, no other is begun, and nobody notices.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnThreeHosts
class StopByHandLiveTest {
  /// So that a rollout over three hosts is still under way when the next command has begun.
  private static final String ONE_OUT = "rollout: {max_out: 1}\n";

  private Path folder;
  private Scene scene;

  @BeforeAll
  void aFleetServes(@TempDir Path ofAll) throws IOException, InterruptedException {
    folder = ofAll;
    scene = Scene.serving(TestHosts.three(), folder, Scene.THREE_OUT);
  }

  @BeforeEach
  void releaseOneServes() throws IOException, InterruptedException {
    scene.serves("1", Scene.THREE_OUT);
  }

  @Test
  void ctrlCFinishesTheSlotsInHandAndLeavesNoneOut() throws IOException, InterruptedException {
    Traffic traffic =
        Traffic.start(
            TrafficSpec.of(URI.create(scene.hosts().fact("EDGE")), Mix.parse("get=50,keepalive=25"))
                .withTimeout(ClientPatience.ANSWER));
    Tally tally;
    try (Outside product = Outside.start(folder, "deploy", "2")) {
      product.awaitStory("serves 2").signal("INT");
      assertThat(product.await()).as(product.story()).isEqualTo(Exit.STOPPED.code());
      tally = traffic.stop(ClientPatience.GRACE);
    }
    assertThat(tally.lostTotal()).as(tally.text()).isZero();
    assertThat(versions()).hasSize(9).doesNotContain("-").contains("1", "2");

    scene.expect(Exit.DONE, "deploy", "2");
    scene.assertServing("2");
  }

  /// In every check TakeoverLiveTest stands for it.
  @Tag(Faults.EVERY)
  @Test
  void oneThatSleptIsSucceededAndTouchesNothingWhenItWakes()
      throws IOException, InterruptedException {
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            3,
            () -> {
              try (Outside sleeper = Outside.start(folder, "deploy", "2")) {
                sleeper.awaitStory("serves 2").signal("STOP");
                Product.Ran next = scene.expect(Exit.DONE, "deploy", "3", "--wait", "2m");
                assertThat(next.err()).contains("took the lock over");
                sleeper.signal("CONT");
                assertThat(sleeper.await()).as(sleeper.story()).isEqualTo(Exit.LOCKED.code());
              }
              scene.assertServing("3");
            });
    assertThat(seen.broken()).isEmpty();
    Scene.assertNothingLost(seen.tally());
  }

  @Test
  void aSecondOneIsToldWhoRunsAndWaitsWhenAskedTo() throws IOException, InterruptedException {
    scene.become(ONE_OUT);
    try (Outside first = Outside.start(folder, "deploy", "2")) {
      first.awaitStory("serves 2");
      Product.Ran refused = scene.expect(Exit.LOCKED, "deploy", "3", "--limit", "fe-3");
      assertThat(refused.err()).contains("@").contains("nothing was touched").contains("--wait");
      scene.expect(Exit.DONE, "deploy", "3", "--wait", "2m", "--max-out", "3");
      assertThat(first.await()).as(first.story()).isEqualTo(Exit.DONE.code());
    }
    scene.assertServing("3");
  }

  @Test
  void pauseResumeAndAbortWorkFromAnotherTerminal() throws IOException, InterruptedException {
    scene.become(ONE_OUT);
    try (Outside controller = Outside.start(folder, "deploy", "2")) {
      controller.awaitStory("serves 2");
      scene.expect(Exit.DONE, "pause");
      controller.awaitStory("paused");
      scene.expect(Exit.DONE, "resume");
      scene.expect(Exit.DONE, "abort");
      assertThat(controller.await()).as(controller.story()).isEqualTo(Exit.STOPPED.code());
    }
    assertThat(versions()).hasSize(9).doesNotContain("-");
  }

  @Test
  void rollbackNeedsNoRegistry() throws IOException, InterruptedException {
    Duration deployed = took("deploy", "2");
    scene.hosts().registryOff();
    Duration back;
    try {
      back = took("rollback");
    } finally {
      scene.hosts().registryOn();
    }
    scene.assertServing("1");
    System.out.printf("deploy %d ms, rollback %d ms%n", deployed.toMillis(), back.toMillis());
  }

  private List<String> versions() throws InterruptedException {
    return Statuses.versions(scene.expect(Exit.DONE, "status", "--output", "json").out());
  }

  private Duration took(String command, String... arguments) throws InterruptedException {
    long start = System.nanoTime();
    scene.expect(Exit.DONE, command, arguments);
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
