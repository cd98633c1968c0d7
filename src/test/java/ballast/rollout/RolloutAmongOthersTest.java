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
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.Share;
import ballast.model.SlotView;
import ballast.plan.Scope;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.sim.Behaviour;
import ballast.sim.Faults;
import ballast.sim.Words;
import ballast.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What a rollout promises while others have their hands in: people, links and hosts.
class RolloutAmongOthersTest {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final int MOST_LOOKS = 1_000;

  private static final Duration SOON = Duration.ofSeconds(25);
  private static final int SEEDS_WITH_COOKIES = 20;

  @Test
  void aHumansMaintenanceStaysAndTheFloorHolds() throws InterruptedException {
    var world = World.nineByThree();
    world.fleet.byHand(slot("fe-6/3"), Admission.MAINT, SOON);
    Receipt receipt = world.deploy(V2);
    assertThat(world.look().slot(slot("fe-6/3")).orElseThrow().server().admission())
        .isEqualTo(Admission.MAINT);
    // Its host may have no other slot out, so the fleet cannot become v2, and goes back.
    assertThat(receipt.outcome()).isIn(Outcome.WENT_BACK, Outcome.MIXED);
    assertThat(receipt.problem().orElseThrow().why()).contains("per_host allows 1");
    keepsItsPromises(world);
  }

  @Test
  void goesOnWhenAHumanGivesTheSlotBackInTime() throws InterruptedException {
    var world = World.nineByThree();
    world.fleet.byHand(slot("fe-6/3"), Admission.MAINT, SOON);
    world.fleet.byHand(slot("fe-6/3"), Admission.READY, SOON.plusSeconds(12));
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).containsOnly("v2");
    keepsItsPromises(world);
  }

  @Test
  void aHostThatCannotBeReachedMidwayIsToldAndTheOthersGoBack() throws InterruptedException {
    var world = World.of(4, 3, Words.maxOut(Policy.defaults(), tenOut()));
    world.fleet.unreachable(new Host("fe-2"), SOON);
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.MIXED);
    assertThat(receipt.problem().orElseThrow().toString()).contains("fe-2", "no route to host");
    assertThat(world.serving()).hasSize(9).containsOnly("v1");
    keepsItsPromises(world);
  }

  @Test
  void whoeverComesByCookieAfterTheDrainIsAnsweredAndTold() throws InterruptedException {
    var told = new ArrayList<String>();
    for (int seed = 1; seed <= SEEDS_WITH_COOKIES; seed++) {
      var world = new World(seed, 3, 3, Policy.defaults());
      world.fleet.running(V1.id(), "v1").traffic(Duration.ofMillis(20));
      assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
      keepsItsPromises(world);
      world.entries.stream()
          .map(Entry::event)
          .filter(Event.Noticed.class::isInstance)
          .map(event -> ((Event.Noticed) event).text())
          .filter(text -> text.contains("came after the drain"))
          .forEach(told::add);
    }
    assertThat(told).isNotEmpty().allMatch(text -> text.matches("fe-[0-9]/[0-9]: [1-9].*"));
  }

  private static Policy.MaxOut tenOut() {
    return new Policy.MaxOut.Of(new Share.Count(10));
  }

  @Test
  void aHostThatIsAwayForAMomentCostsNothing() throws InterruptedException {
    var world = World.of(4, 3, Policy.defaults());
    world.fleet.unreachable(new Host("fe-2"), SOON);
    world.fleet.reachable(new Host("fe-2"), SOON.plusSeconds(2));
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    keepsItsPromises(world);
  }

  @Test
  void touchesNothingWhileAHostCannotBeRead() throws InterruptedException {
    var world = World.of(3, 3, Words.maxOut(Policy.defaults(), tenOut()));
    world.fleet.unreachable(new Host("fe-2"), Duration.ZERO);
    world.simulation.sleep(Duration.ofSeconds(1));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.NOT_BEGUN);
    assertThat(world.started()).isEmpty();
    assertThat(receipt.problem().orElseThrow().what()).contains("fe-2", "nothing was touched");
  }

  @Test
  void touchesNoHostOutsideOfItsScopeAndCountsWhatIsOutThere() throws InterruptedException {
    var world =
        World.of(4, 3, Words.maxOut(Policy.defaults(), new Policy.MaxOut.Of(new Share.Count(2))));
    world.scope = new Scope.Only(Set.of(new Host("fe-1"), new Host("fe-2")));
    world.fleet.byHand(slot("fe-4/1"), Admission.MAINT, Duration.ZERO);
    world.simulation.sleep(Duration.ofSeconds(1));
    var before = world.look();
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.DONE);
    assertThat(receipt.reach()).isEqualTo(new Receipt.Reach(12, 6, 0, 6));
    assertThat(mostInHandAtOnce(world)).isEqualTo(1);
    assertThat(world.serving().subList(0, 6)).containsOnly("v2");
    for (String host : List.of("fe-3", "fe-4")) {
      assertThat(berths(world.look(), host)).isEqualTo(berths(before, host));
    }
    keepsItsPromises(world);
  }

  private static List<List<Berth>> berths(Observed observed, String host) {
    return observed
        .slots()
        .filter(view -> view.slot().host().name().equals(host))
        .map(SlotView::berths)
        .toList();
  }

  @Test
  void aHostOutsideOfTheScopeThatCannotBeReadIsToldAndHoldsNothingUp() throws InterruptedException {
    var world =
        World.of(4, 3, Words.maxOut(Policy.defaults(), new Policy.MaxOut.Of(new Share.Count(4))));
    world.scope = new Scope.Only(Set.of(new Host("fe-1"), new Host("fe-2")));
    world.fleet.unreachable(new Host("fe-4"), Duration.ZERO);
    world.simulation.sleep(Duration.ofSeconds(1));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.DONE);
    assertThat(receipt.notices()).anyMatch(notice -> notice.startsWith("fe-4 could not be read"));
    // Three of the four that may be out are there.
    assertThat(mostInHandAtOnce(world)).isEqualTo(1);
    keepsItsPromises(world);
  }

  @Test
  void goesBackAllTheSameWhileAHostOutsideOfTheScopeCannotBeRead() throws InterruptedException {
    var world =
        World.of(4, 3, Words.maxOut(Policy.defaults(), new Policy.MaxOut.Of(new Share.Count(4))));
    world.scope = new Scope.Only(Set.of(new Host("fe-1"), new Host("fe-2")));
    world.fleet.unreachable(new Host("fe-4"), Duration.ZERO);
    world.fleet.behaves(slot("fe-2/2"), V2.id(), new Behaviour.NeverHealthy());
    world.simulation.sleep(Duration.ofSeconds(1));
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(world.serving()).containsOnly("v1");
    keepsItsPromises(world);
  }

  @Test
  void neverSaysNothingToDoOfAFleetThatItCannotRead() throws InterruptedException {
    var world = World.of(3, 3, Policy.defaults());
    world.fleet.unreachable(new Host("fe-2"), Duration.ZERO);
    world.simulation.sleep(Duration.ofSeconds(1));
    assertThat(world.deploy(V1).outcome()).isEqualTo(Outcome.NOT_BEGUN);
  }

  @Test
  void repliesThatGetLostChangeNothing() throws InterruptedException {
    var world = World.nineByThree();
    world.fleet.faults(new Faults(0, 10));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome())
        .as(() -> String.valueOf(receipt.problem()))
        .isEqualTo(Outcome.DONE);
    assertThat(world.serving()).containsOnly("v2");
    keepsItsPromises(world);
  }

  @Test
  void callsThatFailNowAndThenChangeNothing() throws InterruptedException {
    var world = World.nineByThree();
    world.fleet.faults(new Faults(10, 0));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome())
        .as(() -> String.valueOf(receipt.problem()))
        .isEqualTo(Outcome.DONE);
    assertThat(world.serving()).containsOnly("v2");
    keepsItsPromises(world);
  }

  @Test
  void plansByAFreshLookHoweverOldTheOneIsThatAPersonSaidYesTo() throws InterruptedException {
    var world =
        World.of(4, 3, Words.maxOut(Policy.defaults(), new Policy.MaxOut.Of(new Share.Count(2))));
    var first = world.look();
    world.fleet.byHand(slot("fe-1/1"), Admission.MAINT, Duration.ZERO);
    world.simulation.sleep(Duration.ofSeconds(1));
    world.deploy(V2, first);
    // One of the two that may be out is out by hand.
    assertThat(mostInHandAtOnce(world)).isEqualTo(1);
    keepsItsPromises(world);
  }

  private static int mostInHandAtOnce(World world) {
    int now = 0;
    int most = 0;
    for (var entry : world.entries) {
      switch (entry.event()) {
        case Event.LaneStarted _ -> most = Math.max(most, ++now);
        case Event.LaneEnded _, Event.LaneFailed _, Event.LanePostponed _ -> now--;
        default -> {}
      }
    }
    return most;
  }

  @Test
  void looksAtTheWholeFleetAgainBeforeItTakesOutAnother() throws InterruptedException {
    var policy = Words.maxOut(Policy.defaults(), new Policy.MaxOut.Of(new Share.Count(2)));
    var world = World.of(4, 3, policy);
    var byHand = new ArrayList<Integer>();
    world.whenLaneStarts(
        slot("fe-1/1"),
        Duration.ofMillis(300),
        () -> {
          byHand.add(world.entries.size());
          world.fleet.byHand(slot("fe-4/3"), Admission.MAINT, Duration.ZERO);
        });
    world.deploy(V2);
    int inHand = 0;
    for (int i = 0; i < world.entries.size(); i++) {
      switch (world.entries.get(i).event()) {
        case Event.LaneStarted(var slot, _, _) -> {
          inHand++;
          if (i > byHand.getFirst()) {
            assertThat(inHand).as("%s started", slot).isEqualTo(1);
          }
        }
        case Event.LaneEnded _, Event.LaneFailed _, Event.LanePostponed _ -> inHand--;
        default -> {}
      }
    }
    keepsItsPromises(world);
  }

  @Test
  void takesNoSlotOutWhenSomeoneTookItsNeighbourOutInTheSameMoment() throws InterruptedException {
    var world = World.of(2, 2, Policy.defaults());
    world.whenLaneStarts(
        slot("fe-1/1"),
        Duration.ZERO,
        () -> world.fleet.byHand(slot("fe-1/2"), Admission.MAINT, Duration.ZERO));
    world.fleet.byHand(slot("fe-1/2"), Admission.READY, Duration.ofSeconds(30));
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.entries)
        .filteredOn(entry -> entry.event() instanceof Event.LanePostponed)
        .isNotEmpty();
    keepsItsPromises(world);
  }

  @Test
  void leavesASlotToWhoeverTookItOutAfterThePlanWasMade() throws InterruptedException {
    var world = World.of(2, 3, Policy.defaults());
    world.whenLaneStarts(
        slot("fe-1/1"),
        Duration.ZERO,
        () -> world.fleet.byHand(slot("fe-1/1"), Admission.MAINT, Duration.ZERO));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.reach().leftAlone()).isEqualTo(1);
    var view = world.look().slot(slot("fe-1/1")).orElseThrow();
    assertThat(view.server().admission()).isEqualTo(Admission.MAINT);
    assertThat(view.running().orElseThrow().version()).isEqualTo("v1");
    assertThat(view.foreignHand()).isTrue();
  }

  @Test
  void leavesASlotToWhoeverTookItOutBetweenItsMarkAndItsDrain() throws InterruptedException {
    for (Admission byHand : List.of(Admission.MAINT, Admission.DRAIN)) {
      var world = World.of(1, 3, Policy.defaults());
      var drains = new AtomicInteger();
      // Its drain is tried again a second later.
      var fleet =
          FleetWithAMoment.before(
              world.fleet,
              new Host("fe-1"),
              "pxapp-1",
              (call, _) -> {
                if (call.equals("drain") && drains.getAndIncrement() == 0) {
                  world.fleet.byHand(slot("fe-1/1"), byHand, Duration.ZERO);
                  throw new CallFailed(
                      new Problem("drain failed", "connection refused", "look"),
                      CallFailed.Effect.NONE);
                }
              });
      world.deploy(V2, world.look(), fleet);
      var view = world.look().slot(slot("fe-1/1")).orElseThrow();
      assertThat(view.server().admission()).isEqualTo(byHand);
      assertThat(view.running().orElseThrow().version()).isEqualTo("v1");
      assertThat(view.foreignHand()).isTrue();
      keepsItsPromises(world);
    }
  }

  @Test
  void aSlotThatIsSickForAWhileIsLeftToHaproxyAndNotDrained() throws InterruptedException {
    var world = World.of(2, 3, Policy.defaults());
    world.fleet.sick(slot("fe-1/1"), Duration.ZERO, Duration.ofSeconds(15));
    world.simulation.sleep(Duration.ofSeconds(6));
    assertThat(world.serving()).contains("fe-1/1 is out");
    assertThat(world.deploy(V1).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).containsOnly("v1");
    assertThat(world.simulation.log()).noneMatch(line -> line.contains(" drain"));
  }

  @Test
  void aSlotThatComesUpInTheMomentOfItsDrainIsGivenBack() throws InterruptedException {
    var world =
        World.of(2, 3, Words.maxOut(Policy.defaults(), new Policy.MaxOut.Of(new Share.Count(2))));
    // Where it falls ill another one is out, and stays so until it is well again; elsewhere a lane
    // ends meanwhile, so that it is found down.
    world.fleet.behaves(slot("fe-1/1"), V2.id(), new Behaviour.ReadyAfter(Duration.ofSeconds(16)));
    world.fleet.behaves(slot("fe-2/1"), V2.id(), new Behaviour.ReadyAfter(Duration.ofSeconds(2)));
    world.whenLaneStarts(
        slot("fe-1/1"),
        Duration.ZERO,
        () -> world.fleet.sick(slot("fe-1/3"), Duration.ZERO, Duration.ofSeconds(11)));
    var fleet =
        FleetWithAMoment.before(
            world.fleet,
            new Host("fe-1"),
            "pxapp-3",
            (call, balancer) -> {
              if (call.equals("drain")) {
                awaitUp(world, balancer, "pxapp-3");
              }
            });
    assertThat(world.deploy(V2, world.look(), fleet).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.entries)
        .filteredOn(entry ->
            entry.event() instanceof Event.LanePostponed(_, var why)
                && why.contains("serves again"))
        .hasSize(1);
    keepsItsPromises(world);
  }

  /// Its lane only waits for HAProxy to bring it up again, and never has it out.
  @Test
  void aSlotThatIsDrainedByHandWhileItsContainerRecoversStaysOut() throws InterruptedException {
    var world = World.of(1, 3, Policy.defaults());
    world.whenLaneStarts(
        slot("fe-1/2"),
        Duration.ZERO,
        () -> {
          world.fleet.sick(slot("fe-1/1"), Duration.ZERO, Duration.ofSeconds(14));
          world.whenLaneStarts(
              slot("fe-1/1"),
              Duration.ofSeconds(1),
              () -> world.fleet.byHand(slot("fe-1/1"), Admission.DRAIN, Duration.ZERO));
        });
    world.deploy(V2);
    assertThat(world.entries)
        .filteredOn(entry ->
            entry.event() instanceof Event.LanePostponed(_, var why)
                && why.contains("someone else has taken fe-1/1 out"))
        .isNotEmpty();
    assertThat(world.look().slot(slot("fe-1/1")).orElseThrow().server().admission())
        .isEqualTo(Admission.DRAIN);
    keepsItsPromises(world);
  }

  private static void awaitUp(World world, Balancer balancer, String server) throws Exception {
    for (int looks = 0; looks < MOST_LOOKS; looks++) {
      if (balancer.read().server(server).up() == ServerView.Condition.UP) {
        return;
      }
      world.simulation.sleep(BETWEEN_LOOKS);
    }
  }

  private static void keepsItsPromises(World world) {
    assertThat(world.fleet.promises().broken()).isEqualTo(List.of());
    assertThat(world.fleet.promises().lost()).isZero();
  }
}
