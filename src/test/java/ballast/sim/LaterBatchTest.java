package ballast.sim;

import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Receipt.Outcome;
import ballast.model.Batches;
import ballast.model.Policy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What a slot that is out means for a batch that it is no part of.
class LaterBatchTest {
  @Test
  void aSlotThatIsOutInALaterBatchIsBroughtBackWhereItUsesUpTheBudget()
      throws InterruptedException {
    var world = new World(1, 2, 2, Words.batches(Policy.defaults(), new Batches.Even(2)));
    world.fleet.behaves(
        Words.slot("fe-2/1"), V1.id(), new Behaviour.ExitsAfter(Duration.ofSeconds(1)));
    world.fleet.running(V1.id(), "v1").traffic(Duration.ofMillis(60));
    world.simulation.sleep(Duration.ofSeconds(10));
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).containsOnly("v2");
    assertThat(world.fleet.promises().broken()).isEmpty();
  }
}
