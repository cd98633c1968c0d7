package ballast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.sim.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What holds of every plan, whatever the fleet looks like.
class PlannerPropertyTest {
  private static final int FLEETS = 3_000;

  @Test
  void neverTakesOutMoreThanTheFleetMayLose() {
    forEveryFleet(fleet -> {
      long taken = takesOut(fleet.plan()).size();
      assertThat(taken).isLessThanOrEqualTo(Math.max(0, fleet.maxOut() - fleet.out().size()));
    });
  }

  @Test
  void neverTakesOutMoreThanAHostMayLoseAndAlwaysLeavesOneToServe() {
    forEveryFleet(fleet -> {
      for (HostView host : fleet.observed().hosts()) {
        long out = on(host.host(), fleet.out());
        long taken = on(host.host(), takesOut(fleet.plan()));
        if (taken > 0) {
          assertThat(out + taken)
              .isLessThanOrEqualTo(fleet.desired().policy().perHost())
              .isLessThan(fleet.slots());
        }
      }
    });
  }

  @Test
  void neverTakesOutASlotOfALaterBatch() {
    forEveryFleet(fleet -> {
      List<Integer> sizes =
          fleet.desired().policy().batches().sizesFor(fleet.observed().hosts().size());
      Plan plan = fleet.plan();
      int last =
          plan.ready().stream()
              .filter(lane -> lane.cost() == Lane.Cost.ONE_SLOT)
              .mapToInt(lane -> batchOf(fleet, sizes, lane.slot()))
              .max()
              .orElse(0);
      assertThat(plan.lanes()).noneMatch(lane -> batchOf(fleet, sizes, lane.slot()) < last);
      assertThat(fleet.standing().inFlight()).noneMatch(slot -> batchOf(fleet, sizes, slot) < last);
    });
  }

  @Test
  void bringsASlotOfALaterBatchBackOnlyWhereTheCurrentOneCannotBegin() {
    forEveryFleet(fleet -> {
      List<Integer> sizes =
          fleet.desired().policy().batches().sizesFor(fleet.observed().hosts().size());
      Plan plan = fleet.plan();
      int current =
          plan.lanes().stream()
              .mapToInt(lane -> batchOf(fleet, sizes, lane.slot()))
              .min()
              .orElse(0);
      boolean early =
          plan.ready().stream().anyMatch(lane -> batchOf(fleet, sizes, lane.slot()) > current);
      if (early) {
        assertThat(plan.ready())
            .allMatch(lane -> batchOf(fleet, sizes, lane.slot()) > current)
            .allMatch(lane -> lane.cost() == Lane.Cost.FREE);
        assertThat(fleet.standing().inFlight()).isEmpty();
      }
    });
  }

  @Test
  void neverTouchesASlotInFlightGivenUpOrOutByAnothersHand() {
    forEveryFleet(fleet -> {
      Set<Slot> planned = fleet.plan().lanes().stream().map(Lane::slot).collect(Collectors.toSet());
      assertThat(planned)
          .noneMatch(fleet.standing().inFlight()::contains)
          .noneMatch(fleet.standing().givenUp()::contains);
      fleet
          .observed()
          .slots()
          .filter(SlotView::foreignHand)
          .forEach(view -> assertThat(planned).doesNotContain(view.slot()));
    });
  }

  @Test
  void aLimitNarrowsWhatIsTouchedAndNeverTheFloor() {
    forEveryFleet(fleet -> {
      Set<Host> hosts =
          fleet.observed().hosts().stream()
              .map(HostView::host)
              .filter(host -> Math.floorMod(host.name().hashCode() + fleet.seed(), 3) > 0)
              .collect(Collectors.toSet());
      var all = fleet.desired();
      var some = new Desired(all.service(), all.target(), all.policy(), new Scope.Only(hosts));
      Plan plan = Planner.plan(some, fleet.observed(), fleet.standing());
      assertThat(plan.lanes()).allMatch(lane -> hosts.contains(lane.slot().host()));
      assertThat(takesOut(plan).size())
          .isLessThanOrEqualTo(Math.max(0, fleet.maxOut() - fleet.out().size()));
    });
  }

  @Test
  void everySlotThatIsTakenOutComesBack() {
    forEveryFleet(fleet ->
        fleet
            .plan()
            .lanes()
            .forEach(lane -> {
              assertThat(lane.steps().getLast()).isInstanceOf(Step.Admit.class);
              assertThat(((Step.Admit) lane.steps().getLast()).weight()).isPositive();
              if (lane.steps().size() > 1) {
                assertThat(lane.steps()).anyMatch(Step.Prove.class::isInstance);
              }
            }));
  }

  @Test
  void theForecastEndsWithNothingLeftOrSaysWhatIsStuck() {
    forEveryFleet(fleet -> {
      var forecast = Forecast.of(fleet.desired(), fleet.observed());
      assertThat(forecast.stuck()).allMatch(waiting -> !waiting.why().isBlank());
      List<Slot> begun = forecast.rounds().stream().flatMap(List::stream).map(Lane::slot).toList();
      assertThat(begun).doesNotHaveDuplicates();
      int left = Planner.plan(fleet.desired(), fleet.observed(), Standing.NONE).lanes().size();
      assertThat(begun.size() + forecast.stuck().size()).isEqualTo(left);
    });
  }

  @Test
  void theForecastKeepsTheBudgetInEveryRound() {
    forEveryFleet(fleet -> {
      var forecast = Forecast.of(fleet.desired(), fleet.observed());
      long out =
          new RandomFleet(0, fleet.slots(), fleet.desired(), fleet.observed(), Standing.NONE)
              .out()
              .size();
      assertThat((long) forecast.mostOut()).isLessThanOrEqualTo(Math.max(out, fleet.maxOut()));
    });
  }

  @Test
  void aFinishedFleetNeedsNothing() {
    forEveryFleet(fleet -> {
      var views = new ArrayList<HostView>();
      for (HostView host : fleet.observed().hosts()) {
        views.add(
            RandomFleet.seen(
                host.host(),
                Words.slots(host.host(), fleet.slots()).stream()
                    .map(slot ->
                        new SlotView(
                            slot,
                            List.of(RandomFleet.holder(RandomFleet.V2)),
                            RandomFleet.server(slot)))
                    .toList()));
      }
      assertThat(Planner.plan(fleet.desired(), new Observed(views), Standing.NONE).isEmpty())
          .isTrue();
    });
  }

  @Test
  void theSameFleetHasTheSamePlan() {
    forEveryFleet(fleet ->
        assertThat(fleet.plan()).hasToString(RandomFleet.of(fleet.seed()).plan().toString()));
  }

  private static void forEveryFleet(Consumer<RandomFleet> promise) {
    for (long seed = 1; seed <= FLEETS; seed++) {
      var fleet = RandomFleet.of(seed);
      try {
        promise.accept(fleet);
      } catch (AssertionError broken) {
        throw new AssertionError(
            "fleet %d: %s%n%s%n%s"
                .formatted(seed, broken.getMessage(), fleet.observed(), fleet.plan()),
            broken);
      }
    }
  }

  private static Set<Slot> takesOut(Plan plan) {
    return plan.ready().stream()
        .filter(lane -> lane.cost() == Lane.Cost.ONE_SLOT)
        .map(Lane::slot)
        .collect(Collectors.toSet());
  }

  private static long on(Host host, Set<Slot> slots) {
    return slots.stream().filter(slot -> slot.host().equals(host)).count();
  }

  private static int batchOf(RandomFleet fleet, List<Integer> sizes, Slot slot) {
    List<Host> hosts = fleet.observed().hosts().stream().map(HostView::host).toList();
    int at = hosts.indexOf(slot.host());
    int batch = 0;
    while (at >= sizes.get(batch)) {
      at -= sizes.get(batch);
      batch++;
    }
    return batch;
  }
}
