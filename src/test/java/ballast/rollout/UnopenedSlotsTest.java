package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.model.Admission;
import ballast.model.Host;
import ballast.model.Policy;
import ballast.model.Release;
import ballast.model.Share;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Strategy;
import ballast.plan.Desired;
import ballast.plan.Mending;
import ballast.plan.Phase;
import ballast.plan.Scope;
import ballast.sim.Behaviour;
import ballast.sim.Words;
import ballast.sim.World;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Slots that are new: HAProxy's config has their servers closed until a container serves in them.
class UnopenedSlotsTest {
  private static final Host FE_1 = new Host("fe-1");
  private static final Slot NEW = slot("fe-1/3");
  private static final Release V3 = Words.release("v3");
  private static final Policy POLICY =
      Policy.defaults().withMaxOut(new Policy.MaxOut.Of(new Share.Count(3)));

  @Test
  void aDeployFillsThemAndNothingIsLost() throws InterruptedException {
    World world = eachHostLacksTheThird();
    assertThat(look(world, NEW)).matches(SlotView::unopened).matches(view -> !view.foreignHand());
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).hasSize(9).containsOnly("v2");
    keepsItsPromises(world);
  }

  @Test
  void theFirstDeployFillsAllOfThem() throws InterruptedException {
    World world = filled(2, 3, POLICY, _ -> false);
    assertThat(world.deploy(V1).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).hasSize(6).containsOnly("v1");
    keepsItsPromises(world);
  }

  @Test
  void whatIsFilledStaysOpenAfterAReload() throws InterruptedException {
    World world = eachHostLacksTheThird();
    world.deploy(V2);
    world.fleet.hosts().forEach(host -> world.fleet.reloads(host, Duration.ZERO));
    world.simulation.sleep(Duration.ofSeconds(5));
    assertThat(world.serving()).hasSize(9).containsOnly("v2");
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    keepsItsPromises(world);
  }

  /// It closes the server again until the config has it open: it is proven anew, and no failure.
  @ParameterizedTest
  @ValueSource(strings = {"fence", "examine", "proof", "remember", "admit"})
  void aReloadInTheMiddleIsNoFailure(String call) throws InterruptedException {
    World world = eachHostLacksTheThird();
    var calls = new AtomicInteger();
    var fleet =
        FleetWithAMoment.after(
            world.fleet,
            FE_1,
            "pxapp-3",
            (asked, _) -> {
              if (asked.equals(call) && calls.getAndIncrement() == 0) {
                world.fleet.reloads(FE_1, Duration.ZERO);
              }
            });
    assertThat(world.deploy(V2, world.look(), fleet).outcome()).isEqualTo(Outcome.DONE);
    assertThat(calls).hasPositiveValue();
    assertThat(world.entries)
        .extracting(Entry::event)
        .noneMatch(event -> event instanceof Event.LaneFailed);
    assertThat(world.serving()).hasSize(9).containsOnly("v2");
    keepsItsPromises(world);
  }

  @Test
  void aReloadBetweenTheConfigAndTheLastOrderHasItProvenAnew() throws InterruptedException {
    World world = eachHostLacksTheThird();
    var remembers = new AtomicInteger();
    var fleet =
        FleetWithAMoment.before(
            world.fleet,
            FE_1,
            "pxapp-3",
            (call, _) -> {
              if (call.equals("remember") && remembers.getAndIncrement() == 0) {
                world.fleet.reloads(FE_1, Duration.ZERO);
              }
            });
    assertThat(world.deploy(V2, world.look(), fleet).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.entries)
        .extracting(Entry::event)
        .anyMatch(event ->
            event instanceof Event.LanePostponed(var slot, var why)
                && slot.equals(NEW)
                && why.contains("reload"));
    assertThat(world.serving()).hasSize(9).containsOnly("v2");
    keepsItsPromises(world);
  }

  @Test
  void onePutIntoMaintenanceByAPersonAfterItsProofIsLeftToThem() throws InterruptedException {
    World world = eachHostLacksTheThird(POLICY.withPerHost(2));
    var remembers = new AtomicInteger();
    var fleet =
        FleetWithAMoment.before(
            world.fleet,
            FE_1,
            "pxapp-3",
            (call, _) -> {
              if (call.equals("remember") && remembers.getAndIncrement() == 0) {
                world.fleet.byHand(NEW, Admission.MAINT, Duration.ZERO);
              }
            });
    world.deploy(V2, world.look(), fleet);
    assertThat(look(world, NEW)).matches(SlotView::foreignHand);
    assertThat(world.serving()).filteredOn("v2"::equals).hasSize(8);
    keepsItsPromises(world);
  }

  @Test
  void oneThatAPersonDrainsIsLeftAlone() throws InterruptedException {
    World world = eachHostLacksTheThird(POLICY.withPerHost(2));
    Aside aside = world.work(rollout -> rollout.setAside(Set.of(NEW), Set.of(), world.look()));
    assertThat(aside.outcome()).isEqualTo(Outcome.DONE);
    assertThat(aside.out()).containsExactly(NEW);
    assertThat(look(world, NEW)).matches(SlotView::foreignHand);
    assertThat(world.deploy(V2).reach().leftAlone()).isEqualTo(1);
    assertThat(world.serving()).contains("fe-1/3 is out").filteredOn("v2"::equals).hasSize(8);
    assertThat(look(world, NEW).berths()).isEmpty();
    keepsItsPromises(world);
  }

  @Test
  void oneThatAPersonDrainedAndGivesBackIsEmptyAsBeforeAndFilledByTheNextDeploy()
      throws InterruptedException {
    World world = eachHostLacksTheThird(POLICY.withPerHost(2));
    world.work(rollout -> rollout.setAside(Set.of(NEW), Set.of(), world.look()));
    Mending mending = Mending.of(world.look());
    assertThat(mending.takenBack()).containsExactly(NEW);
    world.fleet.promises().mayTakeBack(mending.takenBack());
    Receipt given = world.work(rollout -> rollout.bring(back(world, mending), "", world.look()));
    assertThat(given.outcome()).isEqualTo(Outcome.DONE);
    assertThat(look(world, NEW))
        .matches(view -> view.server().admission() == Admission.READY)
        .matches(view -> !view.serving() && view.vacant());
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).hasSize(9).containsOnly("v2");
    keepsItsPromises(world);
  }

  @Test
  void oneThatWasGivenBackCanBeDrainedAndGivenBackAgain() throws InterruptedException {
    World world = eachHostLacksTheThird(POLICY.withPerHost(2));
    for (int times = 0; times < 2; times++) {
      world.work(rollout -> rollout.setAside(Set.of(NEW), Set.of(), world.look()));
      assertThat(look(world, NEW).server().admission()).isEqualTo(Admission.DRAIN);
      Mending mending = Mending.of(world.look());
      world.fleet.promises().mayTakeBack(mending.takenBack());
      world.work(rollout -> rollout.bring(back(world, mending), "", world.look()));
      assertThat(look(world, NEW).server().admission()).isEqualTo(Admission.READY);
    }
    keepsItsPromises(world);
  }

  private static Desired back(World world, Mending mending) {
    return new Desired(
        world.service,
        new Desired.Target.Back(mending.releases()),
        POLICY,
        new Scope.All(),
        mending.takenBack());
  }

  /// While another one stands in, its host has as many filled as it should, and what is empty looks
  /// like a spare. Surge takes out none but what another makes up for, and none does here.
  @Test
  void oneThatAPersonDrainsStandsInForNoOther() throws InterruptedException {
    World world =
        filled(
            1, 2, POLICY.withPerHost(1).withStrategy(Strategy.surge(1)), slot -> slot.number() < 2);
    var drained = slot("fe-1/2");
    world.work(rollout -> rollout.setAside(Set.of(drained), Set.of(), world.look()));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.NOT_BEGUN);
    assertThat(receipt.problem().orElseThrow().next()).startsWith("bring back what is out");
    assertThat(look(world, drained).berths()).isEmpty();
    assertThat(look(world, drained)).matches(view -> view.server().admission() == Admission.DRAIN);
    assertThat(world.serving()).containsExactly("v1", "fe-1/2 is out");
    keepsItsPromises(world);
  }

  /// As every drain by hand, since HAProxy keeps it in its memory alone.
  @Test
  void aReloadForgetsThatAPersonHasDrainedIt() throws InterruptedException {
    World world = eachHostLacksTheThird();
    world.work(rollout -> rollout.setAside(Set.of(NEW), Set.of(), world.look()));
    world.fleet.reloads(FE_1, Duration.ZERO);
    world.simulation.sleep(Duration.ofSeconds(5));
    assertThat(look(world, NEW)).matches(SlotView::unopened);
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    keepsItsPromises(world);
  }

  @Test
  void oneThatCouldNotBeFilledIsFilledByTheNextRollout() throws InterruptedException {
    World world = eachHostLacksTheThird();
    world.fleet.behaves(NEW, V2.id(), new Behaviour.NeverHealthy());
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.MIXED);
    assertThat(look(world, NEW)).matches(view -> !view.foreignHand());
    assertThat(world.deploy(V3).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).hasSize(9).containsOnly("v3");
    keepsItsPromises(world);
  }

  @Test
  void oneThatCouldNotBePreparedIsFilledByTheNextRollout() throws InterruptedException {
    World world = eachHostLacksTheThird();
    world.fleet.registryLacks(V2.image());
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.NOT_BEGUN);
    assertThat(look(world, NEW)).matches(SlotView::unopened);
    assertThat(world.deploy(V3).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).hasSize(9).containsOnly("v3");
    keepsItsPromises(world);
  }

  @Test
  void oneIsToldAsEmptyAndNotAsSomeoneElses() throws InterruptedException {
    World world = eachHostLacksTheThird();
    assertThat(Phase.of(look(world, NEW)).words()).isEqualTo("empty, no container yet");
  }

  private static SlotView look(World world, Slot slot) throws InterruptedException {
    return world.look().slot(slot).orElseThrow();
  }

  private static World eachHostLacksTheThird() {
    return eachHostLacksTheThird(POLICY);
  }

  private static World eachHostLacksTheThird(Policy policy) {
    return filled(3, 3, policy, slot -> slot.number() < 3);
  }

  private static World filled(int hosts, int slots, Policy policy, Predicate<Slot> full) {
    var world = new World(1, hosts, slots, policy);
    for (Host host : world.fleet.hosts()) {
      for (int number = 1; number <= slots; number++) {
        var slot = new Slot(host, number);
        if (full.test(slot)) {
          world.fleet.running(slot, V1.id(), "v1");
        } else {
          world.fleet.unopened(slot);
        }
      }
    }
    if (world.fleet.hosts().stream().anyMatch(host -> full.test(new Slot(host, 1)))) {
      world.fleet.traffic(Duration.ofMillis(60));
    }
    return world;
  }

  private static void keepsItsPromises(World world) {
    assertThat(world.fleet.promises().broken()).isEmpty();
    assertThat(world.fleet.promises().lost()).isZero();
    assertThat(world.fleet.promises().lostWithContainer()).isZero();
  }
}
