package ballast.sim;

import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Receipt.Outcome;
import ballast.model.Admission;
import ballast.model.Policy;
import ballast.model.Slot;
import ballast.model.Strategy;
import ballast.port.CallFailed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Whose a request is that is sent to an empty spare.
class OpenedByHandTest {
  private static final Slot SPARE = Words.slot("fe-1/3");
  private static final Duration HAND = Duration.ofSeconds(1);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

  /// A person drains a spare that was in maintenance: until its check has failed, HAProxy takes it
  /// for up, and a client that sticks to it gets there.
  private static World opened() throws InterruptedException {
    var world = new World(1, 1, 2, Policy.defaults().withStrategy(Strategy.surge(1)));
    world.fleet.running(V1.id(), "v1").traffic(Duration.ofMillis(60));
    world.fleet.byHand(SPARE, Admission.DRAIN, HAND).request(SPARE, SHORT, HAND.plus(SHORT));
    world.simulation.sleep(LONG_ENOUGH);
    return world;
  }

  @Test
  void whatComesByCookieToASpareThatAPersonOpenedIsNotLostByBallast() throws InterruptedException {
    World world = opened();
    assertThat(world.fleet.promises().lostWithContainer()).isPositive();
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.fleet.promises().broken()).isEmpty();
    assertThat(world.fleet.promises().lost()).isZero();
  }

  @Test
  void whatComesToASpareThatBallastOpenedSinceIsLostByBallast()
      throws InterruptedException, CallFailed {
    World world = opened();
    world.fleet.balancer(SPARE.host()).admit("pxapp-3", 100);
    world.fleet.request(SPARE, SHORT, SHORT);
    world.simulation.sleep(LONG_ENOUGH);
    assertThat(world.fleet.promises().broken()).anyMatch(broken -> broken.contains("LOST"));
  }
}
