package ballast.rollout;

import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Policy;
import ballast.model.SlotView;
import ballast.sim.Controller;
import ballast.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Out of maintenance HAProxy takes a server for up before any check, and sends it the clients that
/// stick to it, drained or not.
class MaintenanceStaysTest {
  private static final Duration PATIENT = Duration.ofMinutes(5);
  private static final int MOST_CALLS = 60;

  @Test
  void whoeverComesAfterACrashDrainsNoServerThatIsInMaintenance() throws InterruptedException {
    int seen = 0;
    for (int call = 1; call <= MOST_CALLS; call++) {
      var world = new World(call, 1, 2, Policy.defaults());
      world.fleet.running(V1.id(), "v1").traffic(Duration.ofMillis(60));
      var first = new Controller(world.simulation, "first");
      first.diesAt(call, Controller.Moment.AFTER);
      world.deploy(first, V2, PATIENT);
      Optional<SlotView> left =
          world.look().slots().filter(MaintenanceStaysTest::runsInMaintenance).findFirst();
      if (left.isPresent()) {
        seen++;
        int before = world.simulation.log().size();
        world.deploy(new Controller(world.simulation, "next"), V2, PATIENT);
        List<String> after = world.simulation.log();
        assertThat(after.subList(before, after.size()))
            .noneMatch(line -> line.contains(" drain " + left.get().server().name() + " "));
        assertThat(world.serving()).hasSize(2).containsOnly("v2");
        assertThat(world.fleet.promises().broken()).isEmpty();
      }
    }
    assertThat(seen).isPositive();
  }

  private static boolean runsInMaintenance(SlotView view) {
    return view.server().admission() == Admission.MAINT
        && view.holder().map(Berth::state).filter(Berth.State::alive).isPresent();
  }
}
