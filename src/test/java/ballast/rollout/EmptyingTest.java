package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt.Outcome;
import ballast.model.Berth;
import ballast.model.Policy;
import ballast.model.Release;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Strategy;
import ballast.sim.Behaviour;
import ballast.sim.Controller;
import ballast.sim.Words;
import ballast.sim.World;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A slot that is emptied, since a spare stands in for it.
class EmptyingTest {
  private static final Release V3 = Words.release("v3");
  private static final Slot FILLED = slot("fe-1/3");
  private static final int MOST_CALLS = 40;
  private static final int SEEDS = 40;

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

  /// Between two tries of the engine it cannot be renamed.
  @Test
  void aSpareWhoseContainerRestartsAgainAndAgainIsASpareAgain() throws InterruptedException {
    for (int seed = 1; seed <= SEEDS; seed++) {
      var world = new World(seed, 1, 2, Policy.defaults().withStrategy(Strategy.surge(1)));
      world.fleet.running(V1.id(), "v1").traffic(Duration.ofMillis(60));
      world.fleet.behaves(V2.id(), new Behaviour.CrashesAtStart());
      assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.WENT_BACK);
      assertThat(world.look().slot(FILLED).orElseThrow().spare()).isTrue();
      assertThat(world.serving()).hasSize(2).containsOnly("v1");
      assertThat(world.fleet.promises().broken()).isEmpty();
    }
  }

  /// A spare is filled and serves, its container ends, and it cannot be brought back: so everything
  /// goes back, and the spare is a spare again.
  @Test
  void aSpareThatFailsAfterItServedIsEmptiedAndNotFilledWithWhatFailed()
      throws InterruptedException {
    int refilled = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      var world = new World(seed, 1, 2, Policy.defaults().withStrategy(Strategy.surge(1)));
      world.fleet.running(V1.id(), "v1").traffic(Duration.ofMillis(60));
      world.fleet.behaves(FILLED, V2.id(), new Behaviour.ExitsAfter(Duration.ofMillis(3_200)));
      Outcome outcome = world.deploy(V2).outcome();
      assertThat(moreThanOneLaneAtOnce(world)).isEmpty();
      if (outcome == Outcome.WENT_BACK && Collections.frequency(world.started(), FILLED) > 2) {
        refilled++;
        assertThat(world.look().slot(FILLED).orElseThrow().spare()).isTrue();
        assertThat(world.serving()).hasSize(2).containsOnly("v1");
      }
    }
    assertThat(refilled).isPositive();
  }

  private static Set<Slot> moreThanOneLaneAtOnce(World world) {
    var running = new HashSet<Slot>();
    var twice = new HashSet<Slot>();
    for (Entry entry : world.entries) {
      Event event = entry.event();
      if (event instanceof Event.LaneStarted(var slot, _, _) && !running.add(slot)) {
        twice.add(slot);
      }
      ended(event).ifPresent(running::remove);
    }
    return twice;
  }

  private static Optional<Slot> ended(Event event) {
    return switch (event) {
      case Event.LaneEnded(var slot, _, _) -> Optional.of(slot);
      case Event.LaneFailed(var slot, _) -> Optional.of(slot);
      case Event.LanePostponed(var slot, _) -> Optional.of(slot);
      default -> Optional.empty();
    };
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
