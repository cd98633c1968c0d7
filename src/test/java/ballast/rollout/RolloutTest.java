package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.Policy;
import ballast.model.Share;
import ballast.model.SlotView;
import ballast.port.CallFailed;
import ballast.port.Lock;
import ballast.sim.Behaviour;
import ballast.sim.Words;
import ballast.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a rollout promises, on simulated fleets with one thing going wrong at a time.
class RolloutTest {
  private static final Duration SOON = Duration.ofSeconds(25);

  @Test
  void rollsNineHostsOfThreeSlotsWithoutLosingARequest() throws InterruptedException {
    var world = World.nineByThree();
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).hasSize(27).containsOnly("v2");
    assertThat(receipt.lost()).isZero();
    assertThat(receipt.answered()).isPositive();
    assertThat(receipt.byVersion()).containsOnlyKeys("v1", "v2");
    keepsItsPromises(world);
  }

  @Test
  void keepsTheContainerOfTheEarlierReleaseAndNothingElse() throws InterruptedException {
    var world = World.of(2, 3, Policy.defaults());
    world.deploy(V2);
    for (SlotView view : world.look().slots().toList()) {
      assertThat(view.berths())
          .extracting(berth -> berth.version() + " " + berth.place())
          .containsExactlyInAnyOrder("v2 HOLDER", "v1 KEPT");
    }
  }

  @Test
  void touchesNothingWhenThereIsNothingToDo() throws InterruptedException {
    var world = World.of(3, 3, Policy.defaults());
    var before = world.look();
    assertThat(world.deploy(V1).outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    assertThat(world.started()).isEmpty();
    assertThat(world.look().slots().map(SlotView::berths))
        .isEqualTo(before.slots().map(SlotView::berths).toList());
    assertThat(world.simulation.log()).noneMatch(line -> line.contains(" create "));
  }

  @Test
  void saysThatNothingIsToDoOnlyWhileItHoldsTheLock() throws InterruptedException {
    var world = World.of(2, 2, Policy.defaults());
    var first = world.look();
    Receipt receipt =
        world.work(rollout -> {
          world.simulation.<Boolean>bench().start(() -> taken(world.fleet.lock()));
          world.simulation.sleep(Duration.ofSeconds(15));
          return rollout.deploy(V1, first);
        });
    assertThat(receipt.outcome()).isEqualTo(Outcome.LOCK_LOST);
  }

  private static boolean taken(Lock lock) throws CallFailed, InterruptedException {
    return lock.remove(lock.look().orElseThrow().token());
  }

  @Test
  void goesBackWhenAContainerEndsRightAfterItsStart() throws InterruptedException {
    var world = World.nineByThree();
    world.fleet.behaves(slot("fe-5/2"), V2.id(), new Behaviour.CrashesAtStart());
    Receipt receipt = world.deploy(V2);
    wentBack(world, receipt);
    assertThat(receipt.problem().orElseThrow().toString())
        .contains("fe-5/2", "panic: no such database")
        .containsAnyOf("ended right after the start", "ends again and again");
  }

  @Test
  void goesBackWhenAContainerNeverBecomesHealthy() throws InterruptedException {
    var world = World.nineByThree();
    world.fleet.behaves(slot("fe-9/3"), V2.id(), new Behaviour.NeverHealthy());
    Receipt receipt = world.deploy(V2);
    wentBack(world, receipt);
    assertThat(receipt.problem().orElseThrow().toString())
        .contains("fe-9/3 did not become healthy within 20 s", "L7STS/503");
    // The others served v2 for a while before they went back.
    assertThat(receipt.byVersion())
        .hasEntrySatisfying("v2", counted -> assertThat(counted.answered()).isGreaterThan(100));
  }

  @Test
  void touchesNoSlotWhenOneHostCannotPull() throws InterruptedException {
    var world = World.nineByThree();
    world.fleet.cannotPull(new Host("fe-4"));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.NOT_BEGUN);
    allOnTheOld(world);
    assertThat(world.started()).isEmpty();
    assertThat(receipt.problem().orElseThrow().toString()).contains("fe-4", "manifest unknown");
  }

  @Test
  void aBugInOneLaneAbandonsNoOtherAndEverythingGoesBack() throws InterruptedException {
    var world =
        World.of(4, 3, Words.maxOut(Policy.defaults(), new Policy.MaxOut.Of(new Share.Count(4))));
    Receipt receipt =
        world.deploy(V2, world.look(), new FleetWithABug(world.fleet, slot("fe-3/1")));
    wentBack(world, receipt);
    assertThat(receipt.problem().orElseThrow().toString())
        .contains("bug in Ballast", "fe-3/1", "index 7 is out of bounds");
    assertThat(world.entries)
        .filteredOn(entry -> entry.event() instanceof Event.LaneFailed)
        .hasSize(1);
  }

  @Test
  void saysMixedWhenGoingBackFailsToo() throws InterruptedException {
    var world = new World(1, 3, 3, Policy.defaults());
    world.fleet.behaves(slot("fe-1/1"), V1.id(), new Behaviour.NeverHealthy());
    world.fleet.running(V1.id(), "v1").traffic(Duration.ofMillis(60));
    world.fleet.behaves(slot("fe-2/2"), V2.id(), new Behaviour.NeverHealthy());
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.MIXED);
    assertThat(receipt.problem().orElseThrow().what())
        .contains("fe-2/2 did not become healthy", "going back failed: fe-1/1");
    assertThat(receipt.slots())
        .filteredOn(line -> line.slot().equals(slot("fe-1/1")))
        .singleElement()
        .satisfies(line -> assertThat(line.out()).isGreaterThan(Duration.ofSeconds(20)));
    keepsItsPromises(world);
  }

  @Test
  void aSlotThatFailedToGoBackIsMendedByTheNextDeploy() throws InterruptedException {
    var world = new World(1, 2, 3, Policy.defaults());
    world.fleet.behaves(slot("fe-1/1"), V1.id(), new Behaviour.NeverHealthy());
    world.fleet.running(V1.id(), "v1").traffic(Duration.ofMillis(60));
    world.fleet.behaves(slot("fe-2/2"), V2.id(), new Behaviour.NeverHealthy());
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.MIXED);
    assertThat(world.serving()).contains("fe-1/1 is out");

    assertThat(world.deploy(Words.release("v3")).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).containsOnly("v3");
    keepsItsPromises(world);
  }

  @Test
  void aFirstDeployThatFailedIsMendedByTheNextOne() throws InterruptedException {
    var world = new World(1, 2, 2, Policy.defaults());
    world.fleet.behaves(V2.id(), new Behaviour.NeverHealthy());
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.MIXED);
    assertThat(world.deploy(Words.release("v3")).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).containsOnly("v3");
    assertThat(world.look().slots().flatMap(view -> view.berths().stream()))
        .filteredOn(berth -> berth.state().alive())
        .allMatch(berth -> berth.place() == Berth.Place.HOLDER);
  }

  @Test
  void stoppedWhileImagesArePulledCreatesNothingAndTouchesNoSlot() throws InterruptedException {
    var world = World.nineByThree();
    world.simulation.later(Duration.ofSeconds(1), world.signal::stop);
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(receipt.problem()).isEmpty();
    assertThat(world.serving()).containsOnly("v1");
    assertThat(world.look().slots().flatMap(view -> view.berths().stream()))
        .extracting(Berth::place)
        .containsOnly(Berth.Place.HOLDER);
    keepsItsPromises(world);
  }

  @Test
  void finishesTheSlotsInHandAndLeavesNoneOutWhenAPersonStopsIt() throws InterruptedException {
    var world = World.nineByThree();
    world.simulation.later(SOON, world.signal::stop);
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(world.serving()).contains("v1", "v2").noneMatch(text -> text.contains("out"));
    assertThat(world.look().slots().flatMap(view -> view.berths().stream()))
        .extracting(Berth::place)
        .doesNotContain(Berth.Place.PREPARED, Berth.Place.NEXT, Berth.Place.LAST);
    keepsItsPromises(world);
  }

  @Test
  void goesBackWhenARequestOutlivesTheDrain() throws InterruptedException {
    var world = World.nineByThree();
    world.fleet.request(slot("fe-3/2"), Duration.ofMinutes(10), Duration.ofMillis(1));
    Receipt receipt = world.deploy(V2);
    wentBack(world, receipt);
    assertThat(receipt.problem().orElseThrow().toString())
        .contains("fe-3/2 was not drained within 30 s", "1 in flight");
    // Its drain took all of that time, in vain: told all the same.
    assertThat(receipt.slots())
        .filteredOn(line -> line.slot().equals(slot("fe-3/2")))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.out()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40));
          assertThat(line.steps())
              .anyMatch(step -> step.step().equals("drain") && step.took().toSeconds() >= 30);
        });
  }

  @Test
  void cutsWhatOutlivesTheDrainWhenThePolicySaysSoAndCountsIt() throws InterruptedException {
    var policy = Words.drain(Policy.defaults(), Duration.ofSeconds(5), Policy.PastDeadline.CUT);
    var world = World.of(3, 3, policy);
    world.fleet.request(slot("fe-3/2"), Duration.ofMinutes(10), Duration.ofMillis(1));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.DONE);
    // A client that sticks to the server may have sent another one just then.
    assertThat(world.fleet.promises().cut()).isPositive();
    assertThat(receipt.cut()).isBetween(world.fleet.promises().cut(), 3L);
    assertThat(receipt.lost()).isZero();
    assertThat(world.entries).anyMatch(entry -> entry.event() instanceof Event.RequestsCut);
    keepsItsPromises(world);
  }

  /// Between the deadline and the end of its container a request may have its answer yet.
  @Test
  void whatEndsInOrderAfterTheDeadlineIsNotToldAsCut() throws InterruptedException {
    Duration cut = cutAfter(Duration.ofMinutes(10)).orElseThrow();
    assertThat(cutAfter(cut.minusSeconds(1))).isEmpty();
    assertThat(cutAfter(cut.plusSeconds(1))).isPresent();
    for (int later = -1_000; later <= 1_000; later += 10) {
      cutAfter(cut.plusMillis(later));
    }
  }

  /// When a request is told as cut that takes so long; and what is told is what was.
  private static Optional<Duration> cutAfter(Duration length) throws InterruptedException {
    var policy = Words.drain(Policy.defaults(), Duration.ofSeconds(5), Policy.PastDeadline.CUT);
    var world = World.of(3, 3, policy);
    world.fleet.request(slot("fe-3/2"), length, Duration.ofMillis(1));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.cut()).as("one of %s", length).isEqualTo(world.fleet.promises().cut());
    Instant started = world.entries.getFirst().at();
    return world.entries.stream()
        .filter(entry -> entry.event() instanceof Event.RequestsCut)
        .findFirst()
        .map(entry -> Duration.between(started, entry.at()));
  }

  @Test
  void whatIsCutAndCannotBeCountedIsToldAndNotTakenForNone() throws InterruptedException {
    var policy = Words.drain(Policy.defaults(), Duration.ofSeconds(5), Policy.PastDeadline.CUT);
    var world = World.of(3, 3, policy);
    // Its worker lives on after the reload, and whatever another server has in it stays unknown.
    world.fleet.request(slot("fe-3/3"), Duration.ofMinutes(10), Duration.ofMillis(1));
    world.fleet.mishaps().reload(slot("fe-3/3").host(), Duration.ofMillis(100));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.DONE);
    assertThat(receipt.notices())
        .anyMatch(notice -> notice.startsWith("fe-3/1: how many requests were cut is not known: "));
    keepsItsPromises(world);
  }

  @Test
  void aServerWhoseWeightSomeoneLoweredKeepsIt() throws InterruptedException {
    var world = World.of(2, 3, Policy.defaults());
    world.fleet.configuredWeight(slot("fe-1/2"), 40);
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.look().slot(slot("fe-1/2")).orElseThrow().server().weight()).isEqualTo(40);
  }

  private static void wentBack(World world, Receipt receipt) throws InterruptedException {
    assertThat(receipt.outcome()).isEqualTo(Outcome.WENT_BACK);
    allOnTheOld(world);
  }

  private static void allOnTheOld(World world) throws InterruptedException {
    assertThat(world.serving()).containsOnly("v1");
    assertThat(world.look().slots().flatMap(view -> view.berths().stream()).map(Berth::version))
        .containsOnly("v1");
    keepsItsPromises(world);
  }

  private static void keepsItsPromises(World world) {
    assertThat(world.fleet.promises().broken()).isEqualTo(List.of());
    assertThat(world.fleet.promises().lost()).isZero();
  }
}
