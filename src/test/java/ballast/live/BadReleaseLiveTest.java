package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Releases that are no good: the old one still serves everywhere, and nothing is lost.
class BadReleaseLiveTest {
  private static final String STEADY = "get=150,keepalive=100,post=50";

  @TempDir Path folder;

  @Test
  void aReleaseThatCrashesGoesBackAndSaysWhatItLogged() throws IOException, InterruptedException {
    Scene scene = Scene.serving("1", folder, "");
    Scene.Watched watched = scene.watch(STEADY, 3, Exit.WENT_BACK, "deploy", "crash");
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.tally().answeredByVersion()).containsOnlyKeys("1");
    assertThat(watched.ran().out()).contains("cannot open database");
    scene.assertServing("1");
  }

  @Test
  void aReleaseThatNeverGetsHealthyGoesBackAndSaysWhatItsCheckAnswered()
      throws IOException, InterruptedException {
    Scene scene = Scene.serving("1", folder, "");
    Scene.Watched watched = scene.watch(STEADY, 3, Exit.WENT_BACK, "deploy", "sick");
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.tally().answeredByVersion()).containsOnlyKeys("1");
    assertThat(watched.ran().out()).contains("503");
    scene.assertServing("1");
  }

  @Test
  void aReleaseThatCannotBePulledTouchesNothing() throws IOException, InterruptedException {
    Scene scene = Scene.serving("1", folder, "");
    Scene.Watched watched = scene.watch(STEADY, 0, Exit.WENT_BACK, "deploy", "no-such-tag");
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.ran().err()).contains("no-such-tag");
    scene.assertServing("1");
  }
}
