package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.model.Admission;
import ballast.model.Order;
import ballast.model.Policy;
import ballast.model.Policy.Reaction;
import ballast.model.Share;
import ballast.sim.Behaviour;
import ballast.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What happens when slots fail: `on_failure`, `tolerate` and `stall`.
class FailurePolicyTest {
  private static final Duration A_WHILE = Duration.ofSeconds(200);

  @Test
  void aToleratedSlotGoesBackAndTheOthersAreRolled() throws InterruptedException {
    World world = world(Reaction.ROLL_BACK, 1);
    world.fleet.behaves(slot("fe-2/2"), V2.id(), new Behaviour.NeverHealthy());
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.MIXED);
    assertThat(world.serving()).containsOnlyOnce("v1").filteredOn("v2"::equals).hasSize(8);
    assertThat(receipt.problem().orElseThrow().what()).contains("fe-2/2");
    keptItsPromises(world);
  }

  @Test
  void oneMoreThanToleratedMakesEverythingGoBack() throws InterruptedException {
    World world = world(Reaction.ROLL_BACK, 1);
    world.fleet.behaves(slot("fe-2/2"), V2.id(), new Behaviour.NeverHealthy());
    world.fleet.behaves(slot("fe-3/3"), V2.id(), new Behaviour.NeverHealthy());
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(world.serving()).hasSize(9).containsOnly("v1");
    keptItsPromises(world);
  }

  @Test
  void continueRollsTheOthersWhateverFails() throws InterruptedException {
    World world = world(Reaction.CONTINUE, 0);
    world.fleet.behaves(slot("fe-1/1"), V2.id(), new Behaviour.NeverHealthy());
    world.fleet.behaves(slot("fe-3/1"), V2.id(), new Behaviour.NeverHealthy());
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.MIXED);
    assertThat(world.serving()).filteredOn("v1"::equals).hasSize(2);
    assertThat(world.serving()).filteredOn("v2"::equals).hasSize(7);
    keptItsPromises(world);
  }

  @Test
  void pauseBringsTheFailedSlotBackAndTriesItAgainWhenToldToGoOn() throws InterruptedException {
    World world = world(Reaction.PAUSE, 0);
    world.fleet.behaves(slot("fe-1/1"), V2.id(), new Behaviour.NeverHealthy());
    world.simulation.later(
        A_WHILE,
        () -> {
          world.fleet.behaves(
              slot("fe-1/1"), V2.id(), new Behaviour.ReadyAfter(Duration.ofSeconds(1)));
          world.signal.obey(Order.RESUME);
        });
    Receipt receipt = world.deploy(V2);
    assertThat(paused(world)).singleElement().asString().startsWith("1 slot failed");
    assertThat(receipt.outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).hasSize(9).containsOnly("v2");
    keptItsPromises(world);
  }

  @Test
  void abortEndsAPauseAndTheFleetIsToldToBeAsItIs() throws InterruptedException {
    World world = world(Reaction.PAUSE, 0);
    world.fleet.behaves(slot("fe-1/1"), V2.id(), new Behaviour.NeverHealthy());
    world.simulation.later(A_WHILE, () -> world.signal.obey(Order.ABORT));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(world.entries)
        .extracting(Entry::event)
        .filteredOn(event -> event instanceof Event.Paused || event instanceof Event.StopAsked)
        .as("no screen says that it is paused when it only ends")
        .hasExactlyElementsOfTypes(Event.Paused.class, Event.StopAsked.class);
    assertThat(world.serving()).hasSize(9).doesNotContain("fe-1/1 is out");
    keptItsPromises(world);
  }

  @Test
  void aPersonsPauseFinishesWhatIsInHandAndGoesOnWhenToldTo() throws InterruptedException {
    World world = world(Reaction.ROLL_BACK, 0);
    world.simulation.later(Duration.ofSeconds(20), () -> world.signal.obey(Order.PAUSE));
    world.simulation.later(
        Duration.ofSeconds(80),
        () -> {
          assertThat(world.fleet.promises().out()).isEmpty();
          world.signal.obey(Order.RESUME);
        });
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.DONE);
    assertThat(receipt.took()).isGreaterThan(Duration.ofSeconds(80));
    keptItsPromises(world);
  }

  @Test
  void aRolloutInWhichNoSlotBecomesHealthyForTooLongFails() throws InterruptedException {
    Policy policy = policy(Reaction.ROLL_BACK, 0);
    World world =
        World.of(
            3,
            3,
            policy.withFailing(
                new Policy.Failing(Optional.empty(), Reaction.ROLL_BACK, Duration.ofSeconds(3))));
    world.fleet.byHand(slot("fe-1/2"), Admission.MAINT, Duration.ofSeconds(1));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.NOT_BEGUN);
    assertThat(receipt.problem().orElseThrow().what()).isEqualTo("the rollout does not get on");
    keptItsPromises(world);
  }

  private static World world(Reaction then, int tolerate) {
    return World.of(3, 3, policy(then, tolerate));
  }

  private static Policy policy(Reaction then, int tolerate) {
    Optional<Share> share =
        tolerate == 0 ? Optional.empty() : Optional.of(new Share.Count(tolerate));
    return Policy.defaults().withFailing(new Policy.Failing(share, then, Duration.ofMinutes(10)));
  }

  private static List<String> paused(World world) {
    return world.entries.stream()
        .map(entry -> entry.event())
        .filter(Event.Paused.class::isInstance)
        .map(event -> ((Event.Paused) event).why())
        .toList();
  }

  private static void keptItsPromises(World world) {
    assertThat(world.fleet.promises().broken()).isEmpty();
    assertThat(world.fleet.promises().lost()).isZero();
  }
}
