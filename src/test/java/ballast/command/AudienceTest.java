package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Command;
import ballast.event.Entry;
import ballast.event.Event;
import ballast.journal.JsonLinesJournal;
import ballast.model.Policy;
import ballast.plan.Step;
import ballast.rollout.Lease;
import ballast.rollout.Signal;
import ballast.sim.Words;
import ballast.sim.World;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AudienceTest {
  /// A journal without a release would tell of no rollout.
  @Test
  void whatIsSetAsideIsToldAtTheLockAndKeptInNoJournal() throws Exception {
    World world = World.of(1, 1, Policy.defaults());
    Command.Common common = Screen.common(Path.of("nowhere"), Command.Output.PLAIN);
    try (Lease lease = Holding.lease(world, new Signal());
        Audience audience =
            Audience.watching(common, new Screen().terminal(), world.simulation, lease)) {
      var begun = new Event.StepStarted(Words.slot("fe-1/1"), new Step.SetAside());
      audience.hear(new Entry(1, world.simulation.now(), begun));
      world.simulation.sleep(Duration.ofSeconds(5));
      assertThat(world.fleet.lock().look().orElseThrow().report()).startsWith("sets slots aside");
      assertThat(audience.listeners()).noneMatch(JsonLinesJournal.class::isInstance);
    }
  }
}
