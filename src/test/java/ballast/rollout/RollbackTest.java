package ballast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Story;
import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Share;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Strategy;
import ballast.plan.Desired;
import ballast.plan.Mending;
import ballast.plan.Scope;
import ballast.plan.Step;
import ballast.plan.WayBack;
import ballast.sim.Behaviour;
import ballast.sim.Controller;
import ballast.sim.Words;
import ballast.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Bringing a simulated fleet back with what it keeps, under traffic.
class RollbackTest {
  private final World world = World.of(3, 3, Policy.defaults());
  private final List<Entry> entries = new ArrayList<>();

  @Test
  void goingBackStartsTheKeptContainersAndAsksNoRegistry() throws Exception {
    world.deploy(World.V2);
    List<String> before = ids();
    world.fleet.hosts().forEach(world.fleet::cannotPull);
    Receipt receipt = bring(rollback(), Set.of());
    assertThat(receipt.outcome()).isEqualTo(Receipt.Outcome.DONE);
    assertThat(world.serving()).isEqualTo(Collections.nCopies(9, "v1"));
    assertThat(ids()).as("no container was created or removed").isEqualTo(before);
    assertThat(receipt.lost()).isZero();
    assertThat(entries.stream().map(Entry::event))
        .noneMatch(event ->
            event instanceof Event.StepStarted(_, var step)
                && (step instanceof Step.Prepare || step instanceof Step.Soak));
    assertThat(WayBack.last(world.look(), world.service.slots()))
        .isInstanceOf(WayBack.Refused.class);
  }

  @Test
  void whatWasGoneBackFromIsNoWayBackFromTheNextRelease() throws Exception {
    world.deploy(World.V2);
    bring(rollback(), Set.of());
    world.deploy(Words.release("v3"));
    assertThat(WayBack.last(world.look(), world.service.slots()))
        .isInstanceOfSatisfying(WayBack.To.class, to -> assertThat(to.version()).isEqualTo("v1"));
  }

  @Test
  void someHostsThatAreRolledTwiceByThemselvesKeepTheFleetsWayBack() throws Exception {
    world.scope = new Scope.Only(Set.of(new Host("fe-1")));
    world.deploy(World.V2);
    world.deploy(Words.release("v3"));
    assertThat(WayBack.last(world.look(), world.service.slots()))
        .isInstanceOfSatisfying(WayBack.To.class, to -> assertThat(to.version()).isEqualTo("v1"));
  }

  /// It is made anew beside what was kept of it, which is the way back until its slot is touched.
  @Test
  void aDeployOfAKeptReleaseThatTouchesNothingLeavesTheWayBack() throws Exception {
    world.deploy(World.V2);
    List<String> before = ids();
    world.fleet.mishaps().diskFull(new Host("fe-2"), Duration.ZERO, Duration.ofHours(1));
    world.simulation.sleep(Duration.ofSeconds(1));
    assertThat(world.deploy(World.V1).outcome()).isNotEqualTo(Receipt.Outcome.DONE);
    assertThat(ids()).isEqualTo(before);
    assertThat(bring(rollback(), Set.of()).outcome()).isEqualTo(Receipt.Outcome.DONE);
    assertThat(world.serving()).isEqualTo(Collections.nCopies(9, "v1"));
  }

  @Test
  void aDeployOfAKeptReleaseIsMadeAnewAndKeepsNothingOfTheOldOne() throws Exception {
    world.deploy(World.V2);
    List<String> before = ids();
    assertThat(world.deploy(World.V1).outcome()).isEqualTo(Receipt.Outcome.DONE);
    assertThat(world.look().slots().map(SlotView::berths))
        .allSatisfy(berths -> {
          assertThat(berths).extracting(Berth::version).containsExactlyInAnyOrder("v1", "v2");
          assertThat(berths)
              .filteredOn(berth -> berth.version().equals("v1"))
              .extracting(Berth::id)
              .doesNotContainAnyElementsOf(before);
        });
  }

  @Test
  void whatWasStartedAndNeverServedIsNoWayBack() throws Exception {
    for (Strategy strategy : List.of(Strategy.RECREATE, Strategy.BLUE_GREEN)) {
      var policy =
          Words.maxOut(Policy.defaults(), new Policy.MaxOut.Of(new Share.Count(2)))
              .withStrategy(strategy);
      var killed = new World(1, 2, 1, policy);
      killed.fleet.running(World.V1.id(), "v1").traffic(Duration.ofMillis(60));
      killed.fleet.behaves(World.V2.id(), new Behaviour.NeverHealthy());
      var dying = new Controller(killed.simulation, "dying");
      killed.fleet.hosts().stream()
          .map(host -> new Slot(host, strategy.equals(Strategy.RECREATE) ? 1 : 2))
          .forEach(slot -> killed.whenLaneStarts(slot, Duration.ofSeconds(18), dying::die));
      assertThat(killed.deploy(dying, World.V2, Duration.ZERO)).isInstanceOf(World.Ran.Died.class);
      assertThat(killed.look().slotsAndSpares())
          .filteredOn(
              view -> view.running().filter(berth -> berth.version().equals("v2")).isPresent())
          .as("%s had v2 started everywhere", strategy)
          .hasSize(2);
      var next = new Controller(killed.simulation, "next");
      assertThat(killed.deploy(next, Words.release("v3"), Duration.ofMinutes(1)))
          .isInstanceOfSatisfying(
              World.Ran.Ended.class,
              end -> assertThat(end.receipt().outcome()).isEqualTo(Receipt.Outcome.DONE));
      assertThat(killed.look().slotsAndSpares().flatMap(view -> view.berths().stream()))
          .filteredOn(berth -> berth.place() == Berth.Place.KEPT)
          .extracting(Berth::version)
          .containsOnly("v1");
      assertThat(WayBack.last(killed.look(), 1))
          .isInstanceOfSatisfying(WayBack.To.class, to -> assertThat(to.version()).isEqualTo("v1"));
    }
  }

  @Test
  void whatSomeoneTookOutIsTakenBackProvenAndLosesNothing() throws Exception {
    world.fleet.byHand(Words.slot("fe-1/2"), Admission.MAINT, Duration.ZERO);
    world.fleet.byHand(Words.slot("fe-2/1"), Admission.DRAIN, Duration.ZERO);
    world.simulation.sleep(Duration.ofSeconds(1));
    assertThat(world.serving()).contains("fe-1/2 is out", "fe-2/1 is out");
    world.fleet.byHand(Words.slot("fe-1/2"), Admission.READY, Duration.ofDays(1));
    var mending = Mending.of(world.look());
    assertThat(mending.repairs()).hasSize(2);
    Receipt receipt = bring(new Desired.Target.Back(mending.releases()), mending.takenBack());
    assertThat(receipt.outcome()).isEqualTo(Receipt.Outcome.DONE);
    assertThat(world.serving()).isEqualTo(Collections.nCopies(9, "v1"));
  }

  private Desired.Target rollback() throws InterruptedException {
    return ((WayBack.To) WayBack.last(world.look(), world.service.slots())).target();
  }

  private List<String> ids() throws InterruptedException {
    return world
        .look()
        .slots()
        .map(SlotView::berths)
        .flatMap(List::stream)
        .map(Berth::id)
        .sorted()
        .toList();
  }

  private Receipt bring(Desired.Target target, Set<Slot> takenBack) throws Exception {
    Observed first = world.look();
    var desired = new Desired(world.service, target, Policy.defaults(), new Scope.All(), takenBack);
    var wish = new Taking.Wish("anna@laptop", "r2", Optional.empty(), Duration.ofMinutes(1));
    var taken =
        (Taking.End.Taken)
            new Taking(
                    world.fleet.lock(),
                    world.simulation,
                    world.simulation,
                    world.signal,
                    _ -> false)
                .take(wish, _ -> {});
    try (Lease lease = taken.lease()) {
      var story = new Story(world.simulation::now, List.of(entries::add));
      return new Rollout(
              lease,
              world.service,
              Policy.defaults(),
              world.fleet,
              world.simulation,
              world.simulation,
              story,
              world.signal)
          .bring(desired, "v1", first);
    }
  }
}
