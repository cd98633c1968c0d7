package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.model.Admission;
import ballast.model.Health;
import ballast.model.Host;
import ballast.model.Policy;
import ballast.model.ServerView;
import ballast.model.Service;
import ballast.sim.Behaviour;
import ballast.sim.Words;
import ballast.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// A reload while a container is being proven: HAProxy forgets that it was asked, and gives the
/// slot requests.
class ProofCutShortTest {
  private static final Host FE_1 = new Host("fe-1");

  /// The slot has 20 s to be proven in.
  @Test
  void theTimeBeforeTheReloadWasNotTheContainers() throws InterruptedException {
    var world = World.of(1, 3, Policy.defaults());
    world.fleet.behaves(
        slot("fe-1/1"), V2.id(), new Behaviour.ReadyAfter(Duration.ofMillis(19_500)));
    world.whenLaneStarts(
        slot("fe-1/1"), Duration.ofSeconds(14), () -> world.fleet.reloads(FE_1, Duration.ZERO));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).as("%s", receipt.problem()).isEqualTo(Outcome.DONE);
    assertThat(world.entries)
        .anyMatch(entry ->
            entry.event() instanceof Event.StepWaits(_, _, var why) && why.contains("begins anew"));
    keepsItsPromises(world);
  }

  @Test
  void anHaproxyThatForgetsAgainAndAgainDoesNotPutTheEndOffForEver() throws InterruptedException {
    var world = World.of(1, 3, Policy.defaults());
    world.fleet.behaves(slot("fe-1/1"), V2.id(), new Behaviour.NeverHealthy());
    for (int reloads = 1; reloads < 30; reloads++) {
      world.fleet.reloads(FE_1, Duration.ofSeconds(10).multipliedBy(reloads));
    }
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(receipt.took()).isLessThan(Duration.ofMinutes(2));
  }

  /// It must stay healthy for longer than HAProxy remembers that it was asked for a proof.
  @Test
  void anHaproxyThatIsReloadedAgainAndAgainDoesNotPutTheEndOffForEver()
      throws InterruptedException {
    var world = new World(1, 1, healthyFor(Duration.ofSeconds(20)), Policy.defaults());
    world.fleet.running(World.V1.id(), "v1");
    for (int times = 1; times < 400; times++) {
      world.fleet.reloads(FE_1, Duration.ofSeconds(10).multipliedBy(times));
    }
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isNotEqualTo(Outcome.DONE);
    assertThat(receipt.took()).isLessThan(Duration.ofMinutes(20));
  }

  private static Service healthyFor(Duration howLong) {
    Service plain = Words.service(2);
    return new Service(
        plain.name(),
        plain.image(),
        plain.port(),
        plain.slots(),
        plain.containerName(),
        plain.container(),
        new Health.Http(
            "HEAD", "/status", Optional.empty(), 200, 299, howLong, Duration.ofSeconds(20)),
        plain.balancer());
  }

  /// Nobody else serves by the time that HAProxy is asked again, so it is left to HAProxy's own
  /// check, and not taken out once more.
  @Test
  void theOnlyOneThatServesIsNotTakenOutToBeProvenAnew() throws InterruptedException {
    var world = World.of(1, 2, Policy.defaults());
    var reloaded = new AtomicBoolean();
    var examinedAfter = new AtomicBoolean();
    var fleet =
        FleetWithAMoment.before(
            world.fleet,
            FE_1,
            "pxapp-1",
            (call, balancer) -> {
              if (call.equals("proof") && reloaded.compareAndSet(false, true)) {
                world.fleet.sick(slot("fe-1/2"), Duration.ZERO, Duration.ofSeconds(60));
                world.fleet.reloads(FE_1, Duration.ZERO);
                await(world, () -> down(balancer.read().server("pxapp-2")));
                assertThat(balancer.read().server("pxapp-1").admission())
                    .isEqualTo(Admission.READY);
              }
              if (call.equals("examine") && reloaded.get()) {
                examinedAfter.set(true);
              }
            });
    world.deploy(V2, world.look(), fleet);
    assertThat(reloaded).isTrue();
    assertThat(examinedAfter).isFalse();
    assertThat(world.fleet.promises().broken()).isEqualTo(List.of());
  }

  private static boolean down(ServerView server) {
    return server.up() == ServerView.Condition.DOWN;
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(World world, Condition condition) throws Exception {
    for (int looks = 0; looks < 100 && !condition.holds(); looks++) {
      world.simulation.sleep(Duration.ofMillis(100));
    }
    assertThat(condition.holds()).isTrue();
  }

  private static void keepsItsPromises(World world) {
    assertThat(world.fleet.promises().broken()).isEqualTo(List.of());
    assertThat(world.fleet.promises().lost()).isZero();
  }
}
