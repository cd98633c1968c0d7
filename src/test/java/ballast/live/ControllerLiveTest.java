package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The controller dies, is asked to stop, or sleeps: the fleet serves on, and the next command
/// finishes or undoes the work.
@OnNineHosts
class ControllerLiveTest {
  private static final int FEW = 2;
  private static final int MANY = 40;
  private static final long SEED = 20_261_123;

  /// Longer than a whole rollout takes here, so that some deaths come before and some after it.
  private static final int LATEST_MILLIS = 16_000;

  @TempDir Path folder;

  @Test
  void whateverTheInstantItIsKilledAtTheNextRunFinishes() throws IOException, InterruptedException {
    TestHosts hosts = Faults.all() ? TestHosts.nine() : TestHosts.threeOfNine();
    Scene scene = Scene.serving(hosts, folder, "");
    var random = new SplittableRandom(SEED);
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            3,
            () -> {
              for (int death = 0; death < deaths(); death++) {
                String wanted = death % 2 == 0 ? "2" : "1";
                int after = random.nextInt(LATEST_MILLIS);
                killDuring(wanted, after);
                System.out.printf("killed %d ms after its start%n", after);
                String served = goOn(scene, death, wanted);
                scene.assertServing(served);
              }
            });
    assertThat(seen.broken()).isEmpty();
    Scene.assertNothingLost(seen.tally());
  }

  private static int deaths() {
    return Faults.all() ? MANY : FEW;
  }

  private void killDuring(String release, int afterMillis)
      throws IOException, InterruptedException {
    try (Outside controller = Outside.start(folder, "deploy", release)) {
      // The instant is the point: there is nothing to wait for.
      Thread.sleep(afterMillis);
      controller.kill();
    }
  }

  /// The same release again, another one, or what was there put right first.
  private static String goOn(Scene scene, int death, String wanted) throws InterruptedException {
    String other = wanted.equals("2") ? "1" : "2";
    return switch (death % 3) {
      case 0 -> deploy(scene, wanted);
      case 1 -> {
        scene.expect(Exit.DONE, "repair", "--yes");
        yield deploy(scene, wanted);
      }
      default -> {
        deploy(scene, other);
        yield deploy(scene, wanted);
      }
    };
  }

  private static String deploy(Scene scene, String release) throws InterruptedException {
    scene.expect(Exit.DONE, "deploy", release);
    return release;
  }

  @Tag(Faults.EVERY)
  @Test
  void aClosedTerminalAndATerminationFinishTheSlotsInHand()
      throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.nine(), folder, "");
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            3,
            () -> {
              for (String signal : new String[] {"HUP", "TERM"}) {
                try (Outside controller = Outside.start(folder, "deploy", "2")) {
                  controller.awaitStory("serves 2").signal(signal);
                  assertThat(controller.await())
                      .as(controller.story())
                      .isEqualTo(Exit.STOPPED.code());
                }
                String json = scene.expect(Exit.DONE, "status", "--output", "json").out();
                assertThat(Statuses.versions(json)).hasSize(27).doesNotContain("-");
              }
            });
    assertThat(seen.broken()).isEmpty();
    Scene.assertNothingLost(seen.tally());
  }

  @Tag(Faults.EVERY)
  @Test
  void aClockThatIsAnHourOffFromTheHostsChangesNothing() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.threeOfNine(), folder, "");
    Scene.Seen seen =
        scene.during(
            Scene.STEADY,
            1,
            () -> {
              try (Outside ahead = Outside.startWithClock("+1h", folder, "deploy", "2")) {
                ahead.awaitStory("serves 2");
                ahead.kill();
              }
              try (Outside behind = Outside.startWithClock("-1h", folder, "deploy", "2")) {
                assertThat(behind.await()).as(behind.story()).isEqualTo(Exit.DONE.code());
                assertThat(behind.story()).contains("done: every slot serves");
              }
              scene.assertServing("2");
              try (Outside ahead = Outside.startWithClock("+1h", folder, "rollback")) {
                assertThat(ahead.await()).as(ahead.story()).isEqualTo(Exit.DONE.code());
              }
              scene.assertServing("1");
            });
    assertThat(seen.broken()).isEmpty();
    Scene.assertNothingLost(seen.tally());
  }
}
