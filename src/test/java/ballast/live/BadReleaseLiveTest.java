package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Releases that are no good: the old one still serves everywhere, and nothing is lost. So each
/// finds the fleet as the one before has left it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("the test hosts are one fleet")
class BadReleaseLiveTest {
  private static final String STEADY = "get=150,keepalive=100,post=50";

  private Scene scene;

  @BeforeAll
  void aFleetServes(@TempDir Path folder) throws IOException, InterruptedException {
    scene = Scene.serving(TestHosts.nine(), folder, "");
  }

  @Test
  void aReleaseThatCrashesGoesBackAndSaysWhatItLogged() throws IOException, InterruptedException {
    Scene.Watched watched = scene.watch(STEADY, 3, Exit.WENT_BACK, "deploy", "crash");
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.tally().answeredByVersion()).containsOnlyKeys("1");
    assertThat(watched.ran().out()).contains("cannot open database");
    scene.assertServing("1");
  }

  @Test
  void aReleaseThatNeverGetsHealthyGoesBackAndSaysWhatItsCheckAnswered()
      throws IOException, InterruptedException {
    Scene.Watched watched = scene.watch(STEADY, 3, Exit.WENT_BACK, "deploy", "sick");
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.tally().answeredByVersion()).containsOnlyKeys("1");
    assertThat(watched.ran().out()).contains("503");
    scene.assertServing("1");
  }

  @Test
  void aReleaseThatCannotBePulledTouchesNothing() throws IOException, InterruptedException {
    Scene.Watched watched = scene.watch(STEADY, 0, Exit.WENT_BACK, "deploy", "no-such-tag");
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.ran().err()).contains("no-such-tag");
    scene.assertServing("1");
  }
}
