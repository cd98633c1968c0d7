package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import ballast.traffic.Mix;
import ballast.traffic.Tally;
import ballast.traffic.Traffic;
import ballast.traffic.TrafficSpec;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C: the slots in hand are finished, no other is begun, and nobody notices.
class StopByHandLiveTest {
  @TempDir Path folder;

  @Test
  void ctrlCFinishesTheSlotsInHandAndLeavesNoneOut() throws IOException, InterruptedException {
    Scene scene = Scene.serving("1", folder, "");
    Traffic traffic =
        Traffic.start(
            TrafficSpec.of(
                URI.create(scene.hosts().fact("EDGE")), Mix.parse("get=100,keepalive=50")));
    Path story = folder.resolve("story");
    Process product =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                "target/classes" + File.pathSeparator + "target/lib/*",
                "ballast.Main",
                "deploy",
                "2",
                "-c",
                folder.resolve("ballast.yml").toString())
            .redirectErrorStream(true)
            .redirectOutput(story.toFile())
            .start();
    awaitLine(product, story, "serves 2");
    new ProcessBuilder("kill", "-INT", Long.toString(product.pid())).start().waitFor();
    assertThat(product.waitFor(90, TimeUnit.SECONDS)).as(Files.readString(story)).isTrue();
    Tally tally = traffic.stop(Duration.ofSeconds(20));

    assertThat(product.exitValue()).as(Files.readString(story)).isEqualTo(Exit.STOPPED.code());
    assertThat(tally.lostTotal()).as(tally.text()).isZero();
    List<String> versions =
        Statuses.versions(scene.expect(Exit.DONE, "status", "--output", "json").out());
    assertThat(versions).hasSize(27).doesNotContain("-").contains("1", "2");

    scene.expect(Exit.DONE, "deploy", "2");
    scene.assertServing("2");
  }

  private static void awaitLine(Process product, Path story, String words)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!Files.readString(story).contains(words)) {
      assertThat(product.isAlive() && System.nanoTime() < deadline)
          .as(Files.readString(story))
          .isTrue();
      Thread.sleep(50);
    }
  }
}
