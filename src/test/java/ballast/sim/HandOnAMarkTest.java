package ballast.sim;

import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Event;
import ballast.model.Admission;
import ballast.model.Batches;
import ballast.model.Policy;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Strategy;
import ballast.rollout.Lease;
import ballast.rollout.Taking;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What a person's hand on a slot means that serves, and still bears the mark of a rollout that
/// died.
class HandOnAMarkTest {
  private static final Duration PATIENT = Duration.ofMinutes(20);
  private static final Duration SOON = Duration.ofMillis(20);

  /// More calls than a rollout over these fleets makes.
  private static final int MOST_CALLS = 200;

  /// A fleet on which a rollout has died, and a slot of it that serves under its mark.
  private record Left(World world, Slot slot) {
    Controller next() {
      return new Controller(world.simulation, "next");
    }

    SlotView look() throws InterruptedException {
      return world.look().slot(slot).orElseThrow();
    }

    /// The hand, as soon as that has happened.
    Callable<Optional<World.Ran>> hand(Predicate<Event> then) {
      return () -> {
        int before = world.entries.size();
        while (world.entries.stream().skip(before).noneMatch(entry -> then.test(entry.event()))) {
          world.simulation.sleep(SOON);
        }
        world.fleet.byHand(slot, Admission.MAINT, SOON);
        return Optional.empty();
      };
    }

    void deploysAmong(ballast.model.Release release, Predicate<Event> then)
        throws InterruptedException {
      List<Callable<Optional<World.Ran>>> both =
          List.of(hand(then), () -> Optional.of(world.deploy(next(), release, PATIENT)));
      world.simulation.all(both);
    }

    void staysOut() throws InterruptedException {
      assertThat(world.fleet.promises().broken()).isEmpty();
      assertThat(look().server().admission()).isEqualTo(Admission.MAINT);
      assertThat(look().foreignHand()).isTrue();
    }
  }

  /// Dies at the first call after which a slot is like that.
  private static Left diedWhere(Policy policy, Predicate<SlotView> so) throws InterruptedException {
    for (int call = 1; call <= MOST_CALLS; call++) {
      var world = new World(call, 2, 2, policy);
      world.fleet.running(V1.id(), "v1").traffic(Duration.ofMillis(60));
      var first = new Controller(world.simulation, "first");
      first.diesAt(call, Controller.Moment.AFTER);
      world.deploy(first, V2, PATIENT);
      Optional<SlotView> left =
          world.look().slots().filter(view -> view.serving() && view.inHand()).findFirst();
      if (left.filter(so).isPresent()) {
        return new Left(world, left.get().slot());
      }
    }
    throw new IllegalStateException("no call leaves a slot like that");
  }

  private static Left beforeItsDrain(Policy policy) throws InterruptedException {
    return diedWhere(policy, view -> view.running().orElseThrow().version().equals("v1"));
  }

  private static Left afterItsProof(Policy policy) throws InterruptedException {
    return diedWhere(policy, view -> view.running().orElseThrow().version().equals("v2"));
  }

  private static Policy inBatches() {
    return Words.batches(Policy.defaults(), new Batches.Even(2));
  }

  @Test
  void beforeTheNextRunHasLookedItCannotBeToldFromWhatTheDeadOneDid() throws InterruptedException {
    Left left = beforeItsDrain(Policy.defaults());
    // The lock is the next one's by then, and it waits for what may be under way.
    left.world()
        .fleet
        .byHand(left.slot(), Admission.MAINT, Taking.DEAD.plus(Lease.TRUST.dividedBy(2)));
    assertThat(left.world().deploy(left.next(), V2, PATIENT)).isInstanceOf(World.Ran.Ended.class);
    assertThat(left.world().serving()).containsOnly("v2");
    assertThat(left.world().fleet.promises().broken()).isEmpty();
  }

  @Test
  void whileTheNextRunPullsItIsRespected() throws InterruptedException {
    Left left = beforeItsDrain(Policy.defaults());
    left.deploysAmong(Scenario.V3, Event.PullStarted.class::isInstance);
    left.staysOut();
  }

  @Test
  void whileASpareIsToStandInForItItIsRespected() throws InterruptedException {
    Left left = beforeItsDrain(Policy.defaults().withStrategy(Strategy.surge(1)));
    left.deploysAmong(Scenario.V3, Event.PullStarted.class::isInstance);
    left.staysOut();
  }

  @Test
  void whileItWaitsItsTurnItIsRespected() throws InterruptedException {
    Left left = beforeItsDrain(inBatches());
    left.deploysAmong(
        Scenario.V3,
        event -> event instanceof Event.LaneStarted(var slot, _, _) && !slot.equals(left.slot()));
    left.staysOut();
  }

  @Test
  void inTheMomentInWhichItsLaneBeginsItIsRespected() throws InterruptedException {
    for (Left left : List.of(beforeItsDrain(Policy.defaults()), afterItsProof(Policy.defaults()))) {
      left.world()
          .whenLaneStarts(
              left.slot(),
              Duration.ZERO,
              () -> left.world().fleet.byHand(left.slot(), Admission.MAINT, Duration.ZERO));
      left.world().deploy(left.next(), Scenario.V3, PATIENT);
      left.staysOut();
    }
  }

  @Test
  void onASlotThatServesTheNewReleaseAlreadyItIsRespected() throws InterruptedException {
    Left left = afterItsProof(Policy.defaults());
    left.deploysAmong(Scenario.V3, Event.PullStarted.class::isInstance);
    left.staysOut();
  }
}
