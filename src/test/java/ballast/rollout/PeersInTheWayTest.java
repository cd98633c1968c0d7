package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.model.Berth;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Fleet;
import ballast.sim.Words;
import ballast.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// An engine or a balancer that does not do, or does not tell, what is asked of it.
class PeersInTheWayTest {
  @Test
  void aContainerThatItsEngineWillNotStopServesOn() throws InterruptedException {
    World world = World.of(2, 2, Policy.defaults());
    Fleet stubborn =
        FleetThatAnswers.on(
            slot("fe-2/1").host(),
            world.fleet,
            call -> {
              if (call.equals("stop")) {
                throw new CallFailed(
                    new Problem("could not stop it", "permission denied", ""),
                    CallFailed.Effect.NONE);
              }
              return Optional.empty();
            });
    Receipt receipt = world.deploy(V2, world.look(), stubborn);
    assertThat(receipt.outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(receipt.problem().orElseThrow().toString()).contains("permission denied");
    assertThat(world.serving()).hasSize(4).containsOnly("v1");
    assertThat(world.look().slot(slot("fe-2/1")).orElseThrow().holder().orElseThrow().place())
        .isEqualTo(Berth.Place.HOLDER);
    assertThat(world.fleet.promises().broken()).isEqualTo(List.of());
  }

  /// That it may not come back is told to the engine before the new name, which may be refused.
  @Test
  void whatServesAgainComesBackWithItsEngineAgain() throws InterruptedException {
    World world = World.of(2, 2, Policy.defaults());
    var fenced = new AtomicBoolean();
    Fleet refusesNames =
        FleetThatAnswers.on(
            slot("fe-2/1").host(),
            world.fleet,
            call -> {
              switch (call) {
                case "fence" -> fenced.set(true);
                case "examine" -> fenced.set(false);
                case "move" -> {
                  if (fenced.get()) {
                    world.fleet.staysDown(slot("fe-2/1"));
                    throw new CallFailed(
                        new Problem("could not rename it", "that name is taken", ""),
                        CallFailed.Effect.NONE);
                  }
                }
                default -> {}
              }
              return Optional.empty();
            });
    assertThat(world.deploy(V2, world.look(), refusesNames).outcome()).isEqualTo(Outcome.WENT_BACK);
    world.fleet.mishaps().powerCut(slot("fe-2/1").host(), Duration.ZERO, Duration.ofSeconds(1));
    world.simulation.sleep(Duration.ofMinutes(1));
    assertThat(world.serving()).hasSize(4).containsOnly("v1");
  }

  @Test
  void aBalancerWhoseConfigCannotBeReadIsFoundOutBeforeASlotIsOut() throws InterruptedException {
    World world = World.of(2, 2, Policy.defaults());
    Fleet noConfig =
        FleetThatAnswers.on(
            slot("fe-2/1").host(),
            world.fleet,
            call -> {
              if (call.equals("prepare")) {
                throw new CallFailed(
                    new Problem("fe-2: ballast-app-balancer has no config", "it is not there", ""),
                    CallFailed.Effect.NONE);
              }
              return Optional.empty();
            });
    Receipt receipt = world.deploy(V2, world.look(), noConfig);
    assertThat(receipt.problem().orElseThrow().toString()).contains("has no config");
    assertThat(receipt.slots()).isEmpty();
    assertThat(world.serving()).hasSize(4).containsOnly("v1");
  }

  @Test
  void whatIsOnlyAMatterOfTimeIsWaitedForPastTheDrainsDeadline() throws InterruptedException {
    Duration deadline = Duration.ofSeconds(10);
    World world =
        World.of(2, 2, Words.drain(Policy.defaults(), deadline, Policy.PastDeadline.ROLL_BACK));
    Instant told = world.simulation.now().plusSeconds(60);
    Fleet young =
        FleetThatAnswers.on(
            slot("fe-1/1").host(),
            world.fleet,
            call -> {
              Duration left = Duration.between(world.simulation.now(), told);
              return call.equals("drained") && left.isPositive()
                  ? Optional.of(new Balancer.Drained.Unknown("it is too young to tell", left))
                  : Optional.empty();
            });
    assertThat(world.deploy(V2, world.look(), young).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.fleet.promises().broken()).isEqualTo(List.of());
  }

  @Test
  void anAnswerThatWasLongOnItsWayIsJudgedByWhenItWasAskedFor() throws InterruptedException {
    Duration deadline = Duration.ofSeconds(10);
    World world =
        World.of(2, 2, Words.drain(Policy.defaults(), deadline, Policy.PastDeadline.ROLL_BACK));
    Instant told = world.simulation.now().plusSeconds(60);
    var slow = new AtomicBoolean();
    Fleet young =
        FleetThatAnswers.on(
            slot("fe-1/1").host(),
            world.fleet,
            call -> {
              Duration left = Duration.between(world.simulation.now(), told);
              if (!call.equals("drained")) {
                return Optional.empty();
              }
              if (!left.isPositive()) {
                return Optional.of(new Balancer.Drained.Empty("nothing is in flight"));
              }
              if (slow.getAndSet(true)) {
                world.simulation.sleep(Duration.ofSeconds(7));
              }
              return Optional.of(new Balancer.Drained.Unknown("it is too young to tell", left));
            });
    assertThat(world.deploy(V2, world.look(), young).outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void aBalancerThatIsYoungAgainAndAgainIsNotWaitedForForEver() throws InterruptedException {
    World world = World.of(2, 2, Policy.defaults());
    Fleet young =
        FleetThatAnswers.on(
            slot("fe-1/1").host(),
            world.fleet,
            call ->
                call.equals("drained")
                    ? Optional.of(
                        new Balancer.Drained.Unknown(
                            "it is too young to tell", Duration.ofSeconds(60)))
                    : Optional.empty());
    Receipt receipt = world.deploy(V2, world.look(), young);
    assertThat(receipt.outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(receipt.took()).isLessThan(Duration.ofMinutes(2));
    assertThat(receipt.problem().orElseThrow().toString()).contains("too young to tell");
    assertThat(world.serving()).hasSize(4).containsOnly("v1");
  }
}
