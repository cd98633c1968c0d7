package ballast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.Share;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Spares;
import ballast.model.Strategy;
import ballast.sim.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What holds of every plan with spares, whatever the fleet looks like and whatever died over it.
class StrategyPropertyTest {
  private static final int FLEETS = 2_000;
  private static final ReleaseId V0 = new ReleaseId("v0");
  private static final ReleaseId V1 = new ReleaseId("v1");
  private static final ReleaseId V2 = new ReleaseId("v2");

  @Test
  void startingFirstLowersNoCapacity() {
    forEveryFleet(fleet -> {
      if (fleet.startsFirst()) {
        assertThat(fleet.forecast().mostOut()).isLessThanOrEqualTo(fleet.outAtFirst());
      }
    });
  }

  @Test
  void noMoreSparesAreFilledThanTheStrategySays() {
    forEveryFleet(fleet ->
        assertThat(fleet.forecast().extra().perHost())
            .isLessThanOrEqualTo(
                Math.max(fleet.strategy().sparesFor(fleet.slots()), fleet.filledBeyond())));
  }

  @Test
  void everyRolloutEndsWithTheReleaseInAsManySlotsAsTheServiceHas() {
    forEveryFleet(fleet -> {
      assertThat(fleet.forecast().stuck()).isEmpty();
      assertThat(fleet.forecast().rounds().size()).isLessThanOrEqualTo(4 * fleet.slots() + 8);
    });
  }

  @Test
  void aSpareIsNeverOut() {
    forEveryFleet(fleet -> {
      var budget = Budget.of(fleet.desired(), fleet.observed(), Standing.NONE);
      assertThat(budget.out()).isEqualTo(fleet.outAtFirst());
    });
  }

  private record Fleet(Desired desired, Observed observed, Forecast forecast) {
    Strategy strategy() {
      return desired.policy().strategy();
    }

    int slots() {
      return desired.service().slots();
    }

    boolean startsFirst() {
      return strategy().order() == Strategy.Order.START_THEN_STOP;
    }

    int outAtFirst() {
      return observed.hosts().size() * slots() - observed.serving(slots());
    }

    int filledBeyond() {
      return observed
          .seen()
          .mapToInt(host ->
              Math.toIntExact(host.slotsAndSpares().stream().filter(view -> !view.vacant()).count())
                  - slots())
          .max()
          .orElse(0);
    }
  }

  private static void forEveryFleet(Consumer<Fleet> promise) {
    for (long seed = 1; seed <= FLEETS; seed++) {
      Fleet fleet = fleet(new Random(seed));
      try {
        promise.accept(fleet);
      } catch (AssertionError broken) {
        throw new AssertionError(
            "fleet %d, %s: %s%n%s%n%s"
                .formatted(
                    seed,
                    fleet.strategy(),
                    broken.getMessage(),
                    fleet.observed(),
                    Planner.plan(fleet.desired(), fleet.observed(), Standing.NONE)),
            broken);
      }
    }
  }

  private static Fleet fleet(Random random) {
    int slots = random.nextInt(1, 5);
    List<Strategy> strategies =
        List.of(Strategy.surge(1), Strategy.surge(2), Strategy.BLUE_GREEN, Strategy.RECREATE);
    Strategy strategy = strategies.get(random.nextInt(strategies.size()));
    Policy policy =
        Policy.defaults()
            .withMaxOut(new Policy.MaxOut.Of(new Share.Percent(100)))
            .withStrategy(strategy);
    var desired =
        new Desired(Words.service(slots), new Desired.Target.Everywhere(V2, "v2"), policy);
    var hosts = new ArrayList<HostView>();
    for (Host host : Words.hosts(random.nextInt(1, 6))) {
      hosts.add(host(random, host, slots, slots + strategy.sparesFor(slots)));
    }
    var observed = new Observed(hosts);
    return new Fleet(desired, observed, Forecast.of(desired, observed));
  }

  /// As many filled as the service has slots, or more where a rollout died.
  private static HostView host(Random random, Host host, int slots, int places) {
    int filled = random.nextInt(4) == 0 ? random.nextInt(slots, places + 1) : slots;
    var which = new ArrayList<Integer>();
    for (int number = 1; number <= places; number++) {
      which.add(number);
    }
    Collections.shuffle(which, random);
    List<Integer> full = which.subList(0, filled);
    var views = new ArrayList<SlotView>();
    for (int number = 1; number <= places; number++) {
      var slot = new Slot(host, number);
      views.add(full.contains(number) ? filled(random, slot) : empty(random, slot));
    }
    return new HostView.Seen(
        host, Spares.tell(views, slots), new HostView.Worker(1, 1, ""), Counters.NONE);
  }

  private static SlotView filled(Random random, Slot slot) {
    ReleaseId release = List.of(V1, V1, V2, V0).get(random.nextInt(4));
    return switch (random.nextInt(10)) {
      case 0 -> view(slot, Admission.READY, berth(release, Berth.Place.HOLDER, false));
      case 1 -> view(slot, Admission.DRAIN, berth(release, Berth.Place.LEAVING, true));
      case 2 -> view(slot, Admission.MAINT, berth(release, Berth.Place.LAST, false));
      case 3 -> view(slot, Admission.DRAIN, berth(release, Berth.Place.NEXT, true));
      default -> view(slot, Admission.READY, berth(release, Berth.Place.HOLDER, true));
    };
  }

  private static SlotView empty(Random random, Slot slot) {
    return view(
        slot,
        random.nextBoolean() ? Admission.MAINT : Admission.READY,
        berth(V1, Berth.Place.KEPT, false));
  }

  private static Berth berth(ReleaseId release, Berth.Place place, boolean runs) {
    return new Berth(
        "",
        release,
        release.value(),
        place,
        runs ? Berth.State.RUNNING : Berth.State.EXITED,
        Optional.empty(),
        Instant.EPOCH);
  }

  private static SlotView view(Slot slot, Admission admission, Berth berth) {
    boolean up = berth.state() == Berth.State.RUNNING && admission == Admission.READY;
    return new SlotView(
        slot,
        List.of(berth),
        new ServerView(
            "pxapp-" + slot.number(),
            admission,
            up ? ServerView.Condition.UP : ServerView.Condition.DOWN,
            100,
            100,
            0,
            0,
            "",
            Counters.NONE));
  }
}
