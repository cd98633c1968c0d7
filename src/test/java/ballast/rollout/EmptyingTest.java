package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Berth;
import ballast.model.Policy;
import ballast.model.Release;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Strategy;
import ballast.sim.Controller;
import ballast.sim.Words;
import ballast.sim.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A slot that is emptied, since a spare stands in for it.
class EmptyingTest {
  private static final Release V3 = Words.release("v3");
  private static final Slot FILLED = slot("fe-1/3");
  private static final int MOST_CALLS = 40;

  @Test
  void whatIsEmptiedSaysSoAlsoWhereItsOwnComingWasNeverFinished() throws InterruptedException {
    World world = diedBeforeItsMarkWent();
    var machine = new Controller(world.simulation, "next");
    world.whenLaneStarts(FILLED, Duration.ofMillis(250), machine::die);
    assertThat(world.deploy(machine, V3, Duration.ZERO)).isInstanceOf(World.Ran.Died.class);
    SlotView left = world.look().slot(FILLED).orElseThrow();
    assertThat(left.serving()).isFalse();
    assertThat(left.berths())
        .extracting(Berth::place)
        .containsAnyOf(Berth.Place.LEAVING, Berth.Place.LAST)
        .doesNotContain(Berth.Place.NEXT);
    assertThat(world.fleet.promises().broken()).isEqualTo(List.of());
  }

  /// A spare was filled with v2 and serves, and its container says still that it is on its way.
  private static World diedBeforeItsMarkWent() throws InterruptedException {
    for (int call = 1; call < MOST_CALLS; call++) {
      var world = World.of(1, 2, Policy.defaults().withStrategy(Strategy.surge(1)));
      var machine = new Controller(world.simulation, "dying");
      machine.diesAt(call, Controller.Moment.AFTER);
      assertThat(world.deploy(machine, V2, Duration.ZERO)).isInstanceOf(World.Ran.Died.class);
      SlotView filled = world.look().slot(FILLED).orElseThrow();
      if (filled.serving() && filled.inHand()) {
        world.simulation.sleep(Duration.ofMinutes(2));
        return world;
      }
    }
    throw new AssertionError("none of the deaths left " + FILLED + " so, beside " + V1);
  }
}
