package ballast.sim;

import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Event;
import ballast.event.Receipt.Outcome;
import ballast.model.Batches;
import ballast.model.HookPoint;
import ballast.model.Policy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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

  /// The hooks of its own batch come when the first one that serves is to be taken out.
  @Test
  void anEmptySlotOfALaterBatchDoesNotWaitForTheBatchThatWaitsForIt() throws InterruptedException {
    var world = new World(1, 2, 2, Words.batches(Policy.defaults(), new Batches.Even(2)));
    world.hooks = new SimulatedHooks(world, _ -> SimulatedHooks.Manner.WELL);
    Words.grown(world);
    world.fleet.traffic(Duration.ofMillis(60));
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).hasSize(4).containsOnly("v2");
    assertThat(begun(world))
        .containsSubsequence("batch 1", "fe-1/2", "fe-2/2", "fe-1/1", "batch 2", "fe-2/1");
    assertThat(world.fleet.promises().broken()).isEmpty();
  }

  /// Batches by their first hook, and slots by their lanes.
  private static List<String> begun(World world) {
    return world.entries.stream()
        .flatMap(entry ->
            switch (entry.event()) {
              case Event.HookStarted(var hook, var about) when hook == HookPoint.BEFORE_BATCH ->
                  Stream.of(about);
              case Event.LaneStarted(var slot, _, _) -> Stream.of(slot.toString());
              default -> Stream.<String>empty();
            })
        .toList();
  }
}
