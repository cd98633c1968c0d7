package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import ballast.traffic.Mix;
import ballast.traffic.Tally;
import ballast.traffic.Traffic;
import ballast.traffic.TrafficSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C: the slots in hand are finished, no other is begun, and nobody notices.
class StopByHandLiveTest {
  @TempDir Path folder;

  @Test
  void ctrlCFinishesTheSlotsInHandAndLeavesNoneOut() throws IOException, InterruptedException {
    Scene scene = Scene.serving(TestHosts.three(), folder, Scene.THREE_OUT);
    Traffic traffic =
        Traffic.start(
            TrafficSpec.of(
                URI.create(scene.hosts().fact("EDGE")), Mix.parse("get=100,keepalive=50")));
    Tally tally;
    try (Outside product = Outside.start(folder, "deploy", "2")) {
      product.awaitStory("serves 2").signal("INT");
      assertThat(product.await()).as(product.story()).isEqualTo(Exit.STOPPED.code());
      tally = traffic.stop(Duration.ofSeconds(20));
    }
    assertThat(tally.lostTotal()).as(tally.text()).isZero();
    List<String> versions =
        Statuses.versions(scene.expect(Exit.DONE, "status", "--output", "json").out());
    assertThat(versions).hasSize(9).doesNotContain("-").contains("1", "2");

    scene.expect(Exit.DONE, "deploy", "2");
    scene.assertServing("2");
  }
}
