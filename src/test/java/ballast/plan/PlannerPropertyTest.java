package ballast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Admission;
import ballast.model.Batches;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.Share;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.sim.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What holds of every plan, whatever the fleet looks like.
class PlannerPropertyTest {
  private static final int FLEETS = 3_000;
  private static final ReleaseId V1 = new ReleaseId("v1");
  private static final ReleaseId V2 = new ReleaseId("v2");

  /// A fleet, what is wanted of it, and what is under way, all by the seed.
  private record Fleet(
      long seed, int slots, Desired desired, Observed observed, Standing standing) {
    static Fleet of(long seed) {
      var random = new SplittableRandom(seed);
      int hosts = random.nextInt(1, 11);
      int slots = random.nextInt(1, 5);
      Policy policy = policy(random, slots);
      var desired =
          new Desired(Words.service(slots), new Desired.Target.Everywhere(V2, "v2"), policy);
      var views = new ArrayList<HostView>();
      int wild = random.nextInt(4);
      for (Host host : Words.hosts(hosts)) {
        views.add(host(random, host, slots, wild));
      }
      var observed = new Observed(views);
      var inFlight = some(random, observed);
      var givenUp = some(random, observed);
      givenUp.removeAll(inFlight);
      return new Fleet(seed, slots, desired, observed, new Standing(inFlight, givenUp));
    }

    Plan plan() {
      return Planner.plan(desired, observed, standing);
    }

    int all() {
      return observed.hosts().size() * slots;
    }

    int maxOut() {
      return switch (desired.policy().maxOut()) {
        case Policy.MaxOut.Default() -> Math.max(1, all() * 12 / 100);
        case Policy.MaxOut.Of(var share) -> share.of(all());
      };
    }

    /// Slots that are out already, by what is seen and by what is under way.
    Set<Slot> out() {
      Stream<Slot> dark =
          observed.unreachable().flatMap(host -> Words.slots(host.host(), slots).stream());
      Stream<Slot> notServing =
          observed.slots().filter(view -> !view.serving()).map(SlotView::slot);
      Stream<Slot> known = Stream.concat(standing.inFlight().stream(), standing.givenUp().stream());
      return Stream.of(dark, notServing, known).flatMap(slots -> slots).collect(Collectors.toSet());
    }
  }

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
  void neverStartsALaneOfALaterBatch() {
    forEveryFleet(fleet -> {
      List<Integer> sizes =
          fleet.desired().policy().batches().sizesFor(fleet.observed().hosts().size());
      Plan plan = fleet.plan();
      int last =
          plan.ready().stream()
              .mapToInt(lane -> batchOf(fleet, sizes, lane.slot()))
              .max()
              .orElse(0);
      assertThat(plan.lanes()).noneMatch(lane -> batchOf(fleet, sizes, lane.slot()) < last);
      assertThat(fleet.standing().inFlight())
          .noneMatch(slot -> !plan.ready().isEmpty() && batchOf(fleet, sizes, slot) < last);
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
          new Fleet(0, fleet.slots(), fleet.desired(), fleet.observed(), Standing.NONE)
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
            seen(
                host.host(),
                Words.slots(host.host(), fleet.slots()).stream()
                    .map(slot -> new SlotView(slot, List.of(holder(V2)), server(slot)))
                    .toList()));
      }
      assertThat(Planner.plan(fleet.desired(), new Observed(views), Standing.NONE).isEmpty())
          .isTrue();
    });
  }

  @Test
  void theSameFleetHasTheSamePlan() {
    forEveryFleet(
        fleet -> assertThat(fleet.plan()).hasToString(Fleet.of(fleet.seed()).plan().toString()));
  }

  private static void forEveryFleet(Consumer<Fleet> promise) {
    for (long seed = 1; seed <= FLEETS; seed++) {
      var fleet = Fleet.of(seed);
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

  private static int batchOf(Fleet fleet, List<Integer> sizes, Slot slot) {
    List<Host> hosts = fleet.observed().hosts().stream().map(HostView::host).toList();
    int at = hosts.indexOf(slot.host());
    int batch = 0;
    while (at >= sizes.get(batch)) {
      at -= sizes.get(batch);
      batch++;
    }
    return batch;
  }

  private static Policy policy(SplittableRandom random, int slots) {
    Policy.MaxOut maxOut =
        switch (random.nextInt(3)) {
          case 0 -> new Policy.MaxOut.Default();
          case 1 -> new Policy.MaxOut.Of(new Share.Percent(random.nextInt(1, 101)));
          default -> new Policy.MaxOut.Of(new Share.Count(random.nextInt(1, 8)));
        };
    Batches batches =
        switch (random.nextInt(3)) {
          case 0 -> new Batches.Whole();
          case 1 -> new Batches.Even(random.nextInt(1, 5));
          default ->
              new Batches.Serial(
                  List.of(new Share.Count(1), new Share.Percent(random.nextInt(1, 101))));
        };
    return new Policy(
        maxOut, random.nextInt(1, slots + 1), batches, Policy.defaults().drain(), Duration.ZERO);
  }

  private static HostView host(SplittableRandom random, Host host, int slots, int wild) {
    if (random.nextInt(30) < wild) {
      return new HostView.Unreachable(host, new Problem("dark", "no route", "look"));
    }
    return seen(
        host,
        Words.slots(host, slots).stream()
            .map(slot ->
                random.nextInt(6) < wild
                    ? wild(random, slot)
                    : new SlotView(
                        slot, List.of(holder(random.nextInt(3) == 0 ? V2 : V1)), server(slot)))
            .toList());
  }

  private static HostView seen(Host host, List<SlotView> slots) {
    return new HostView.Seen(host, slots, new HostView.Worker(1, 1, ""), Counters.NONE);
  }

  private static SlotView wild(SplittableRandom random, Slot slot) {
    var berths = new ArrayList<Berth>();
    for (Berth.Place place : Berth.Place.values()) {
      if (random.nextInt(2) == 0) {
        var states = Berth.State.values();
        berths.add(
            berth(
                random.nextBoolean() ? V1 : V2,
                place,
                place == Berth.Place.HOLDER || place == Berth.Place.NEXT
                    ? states[random.nextInt(states.length)]
                    : Berth.State.EXITED));
      }
    }
    var admissions = Admission.values();
    return new SlotView(
        slot,
        berths,
        new ServerView(
            "pxapp-" + slot.number(),
            admissions[random.nextInt(admissions.length)],
            random.nextBoolean() ? ServerView.Condition.UP : ServerView.Condition.DOWN,
            random.nextInt(3),
            random.nextInt(2),
            0,
            0,
            "",
            Counters.NONE));
  }

  private static Set<Slot> some(SplittableRandom random, Observed observed) {
    var chosen = new HashSet<Slot>();
    observed
        .slots()
        .forEach(view -> {
          if (random.nextInt(12) == 0) {
            chosen.add(view.slot());
          }
        });
    return chosen;
  }

  private static Berth holder(ReleaseId release) {
    return berth(release, Berth.Place.HOLDER, Berth.State.RUNNING);
  }

  private static Berth berth(ReleaseId release, Berth.Place place, Berth.State state) {
    return new Berth("", release, release.value(), place, state, Optional.empty(), Instant.EPOCH);
  }

  private static ServerView server(Slot slot) {
    return new ServerView(
        "pxapp-" + slot.number(),
        Admission.READY,
        ServerView.Condition.UP,
        100,
        100,
        0,
        0,
        "L7OK/200",
        Counters.NONE);
  }
}
