package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Receipt.Outcome;
import ballast.model.Admission;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.Share;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Strategy;
import ballast.port.CallFailed;
import ballast.port.Fleet;
import ballast.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// A person's hand on a slot while a call about it takes its time, or after its lane could not end.
class HandsMeanwhileTest {
  private static final Duration HANGS = Duration.ofSeconds(3);
  private static final Duration MIDWAY = Duration.ofSeconds(25);
  private static final Slot FIRST = slot("fe-1/1");
  private static final Slot SECOND = slot("fe-1/2");

  /// The first mark on that host hangs, and meanwhile something happens.
  private static Fleet whileTheFirstMarkHangs(World world, Runnable what) {
    var over = new AtomicBoolean();
    return FleetThatAnswers.on(
        FIRST.host(),
        world.fleet,
        call -> {
          if (call.equals("move") && !over.getAndSet(true)) {
            what.run();
            world.simulation.sleep(HANGS);
          }
          return Optional.empty();
        });
  }

  private static SlotView look(World world, Slot slot) throws InterruptedException {
    return world.look().slot(slot).orElseThrow();
  }

  @Test
  void whoeverTakesASlotOutWhileItsMarkHangsHasItOut() throws InterruptedException {
    for (Admission hand : List.of(Admission.DRAIN, Admission.MAINT)) {
      World world = World.of(2, 2, Policy.defaults());
      Fleet slow =
          whileTheFirstMarkHangs(world, () -> world.fleet.byHand(FIRST, hand, Duration.ZERO));
      world.deploy(V2, world.look(), slow);
      assertThat(look(world, FIRST).foreignHand()).isTrue();
      assertThat(look(world, FIRST).server().admission()).isEqualTo(hand);
      assertThat(world.fleet.promises().broken()).isEmpty();
    }
  }

  @Test
  void whoeverTakesItsWeightAwayWhileItsMarkHangsHasItOut() throws InterruptedException {
    World world = World.of(2, 2, Policy.defaults());
    Fleet slow =
        whileTheFirstMarkHangs(
            world,
            () -> world.fleet.mishaps().weighsNothing(FIRST, Duration.ZERO, Duration.ofHours(1)));
    world.deploy(V2, world.look(), slow);
    assertThat(look(world, FIRST).foreignHand()).isTrue();
    assertThat(look(world, FIRST).server().weight()).isZero();
    assertThat(world.fleet.promises().broken()).isEmpty();
  }

  @Test
  void theMarkGoesAtOnceWhereTooFewOthersServeByThen() throws InterruptedException {
    World world = World.of(2, 2, Policy.defaults());
    Fleet slow =
        whileTheFirstMarkHangs(
            world, () -> world.fleet.byHand(SECOND, Admission.MAINT, Duration.ZERO));
    Callable<Optional<SlotView>> rollout =
        () -> {
          world.deploy(V2, world.look(), slow);
          return Optional.empty();
        };
    Callable<Optional<SlotView>> midway =
        () -> {
          world.simulation.sleep(MIDWAY);
          return world.look().slot(FIRST);
        };
    SlotView waiting = world.simulation.all(List.of(rollout, midway)).getLast().orElseThrow();
    assertThat(world.started()).contains(FIRST);
    assertThat(waiting.serving()).isTrue();
    assertThat(waiting.inHand()).isFalse();
    assertThat(look(world, SECOND).foreignHand()).isTrue();
    assertThat(world.fleet.promises().broken()).isEmpty();
  }

  /// The engine answers nothing for a while from when a slot has its requests again, so that its
  /// mark stays and its lane fails.
  @Test
  void whoeverTakesOutASlotThatItsLaneHasGivenItsRequestsHasItOut() throws InterruptedException {
    World world = World.of(1, 2, Policy.defaults());
    var dark = new ArrayList<Instant>();
    Duration howLong = Duration.ofSeconds(20);
    Fleet silent =
        FleetThatAnswers.on(
            FIRST.host(),
            world.fleet,
            call -> {
              Instant now = world.simulation.now();
              switch (call) {
                case "admit" -> {
                  if (dark.isEmpty()) {
                    dark.add(now);
                    world.fleet.byHand(
                        world.started().getLast(), Admission.MAINT, howLong.dividedBy(2));
                  }
                }
                case "containers", "move" -> {
                  if (!dark.isEmpty() && now.isBefore(dark.getFirst().plus(howLong))) {
                    throw new CallFailed(
                        new Problem("no answer", "connection refused", ""), CallFailed.Effect.NONE);
                  }
                }
                default -> {}
              }
              return Optional.empty();
            });
    assertThat(world.deploy(V2, world.look(), silent).outcome()).isEqualTo(Outcome.MIXED);
    Slot taken = world.started().getFirst();
    assertThat(look(world, taken).foreignHand()).isTrue();
    assertThat(look(world, taken).server().admission()).isEqualTo(Admission.MAINT);
    assertThat(world.fleet.promises().broken()).isEmpty();
  }

  /// The answer of its mark's end is lost, and the step that gives requests is tried again.
  @Test
  void whoeverDrainsASlotThatHasItsRequestsHasItOutAlsoWhereThatStepIsTriedAgain()
      throws InterruptedException {
    World world = World.of(1, 2, Policy.defaults());
    var dark = new ArrayList<Instant>();
    Duration howLong = Duration.ofSeconds(4);
    Fleet silent =
        FleetThatAnswers.on(
            FIRST.host(),
            world.fleet,
            call -> {
              Instant now = world.simulation.now();
              if (call.equals("admit") && dark.isEmpty()) {
                dark.add(now);
                world.fleet.byHand(
                    world.started().getLast(), Admission.DRAIN, howLong.dividedBy(2));
              }
              if (call.equals("move")
                  && !dark.isEmpty()
                  && now.isBefore(dark.getFirst().plus(howLong))) {
                throw new CallFailed(
                    new Problem("no answer", "connection refused", ""), CallFailed.Effect.NONE);
              }
              return Optional.empty();
            });
    world.deploy(V2, world.look(), silent);
    Slot taken = world.started().getFirst();
    assertThat(look(world, taken).foreignHand()).isTrue();
    assertThat(look(world, taken).server().admission()).isEqualTo(Admission.DRAIN);
  }

  /// It was only seen down: what a person does before its lane begins is theirs.
  @Test
  void whoeverTakesOutASlotThatIsDownAsItsLaneBeginsHasItOut() throws InterruptedException {
    for (Admission hand : List.of(Admission.DRAIN, Admission.MAINT)) {
      World world = World.of(2, 2, Policy.defaults());
      world.fleet.sick(FIRST, Duration.ZERO, Duration.ofSeconds(30));
      world.simulation.sleep(Duration.ofSeconds(6));
      world.whenLaneStarts(
          FIRST, Duration.ZERO, () -> world.fleet.byHand(FIRST, hand, Duration.ZERO));
      world.deploy(World.V1);
      assertThat(look(world, FIRST).foreignHand()).isTrue();
      assertThat(look(world, FIRST).server().admission()).isEqualTo(hand);
    }
  }

  @Test
  void whoeverTakesItsWeightAwayWhileItRecoversHasItOut() throws InterruptedException {
    World world = World.of(2, 2, Policy.defaults());
    world.fleet.sick(FIRST, Duration.ZERO, Duration.ofSeconds(30));
    world.simulation.sleep(Duration.ofSeconds(6));
    world.whenLaneStarts(
        FIRST,
        Duration.ZERO,
        () ->
            world.fleet.mishaps().weighsNothing(FIRST, Duration.ofSeconds(5), Duration.ofHours(1)));
    world.deploy(World.V1);
    assertThat(look(world, FIRST).foreignHand()).isTrue();
    assertThat(look(world, FIRST).server().weight()).isZero();
  }

  /// It serves by then, and whoever takes it out says nothing of the release.
  @Test
  void whoeverTakesOutASlotWhileItSoaksHasItOutAndTheOthersAreRolled() throws InterruptedException {
    World world =
        World.of(
            3,
            3,
            Policy.defaults()
                .withSoak(Duration.ofSeconds(30))
                .withPerHost(2)
                .withMaxOut(new Policy.MaxOut.Of(new Share.Count(2))));
    world.whenLaneStarts(
        slot("fe-2/1"),
        Duration.ofSeconds(20),
        () -> world.fleet.byHand(slot("fe-2/1"), Admission.MAINT, Duration.ZERO));
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(look(world, slot("fe-2/1")).foreignHand()).isTrue();
    assertThat(world.serving()).filteredOn("v2"::equals).hasSize(8);
  }

  /// Its config opens the spare by then, so no reload can have closed it.
  @Test
  void whoeverTakesOutASpareAsItIsGivenItsRequestsHasItOut() throws InterruptedException {
    Slot spare = slot("fe-1/3");
    World world = World.of(1, 2, Policy.defaults().withStrategy(Strategy.surge(1)));
    var over = new AtomicBoolean();
    Fleet losesTheAnswer =
        FleetWithAMoment.after(
            world.fleet,
            spare.host(),
            "pxapp-3",
            (call, _) -> {
              if (call.equals("admit") && !over.getAndSet(true)) {
                world.fleet.byHand(spare, Admission.MAINT, Duration.ofMillis(200));
                throw new CallFailed(
                    new Problem("no answer", "connection reset", ""), CallFailed.Effect.UNKNOWN);
              }
            });
    world.deploy(V2, world.look(), losesTheAnswer);
    assertThat(look(world, spare).foreignHand()).isTrue();
    assertThat(look(world, spare).server().admission()).isEqualTo(Admission.MAINT);
    assertThat(world.fleet.promises().broken()).isEmpty();
  }
}
