package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.model.Batches;
import ballast.model.HookPoint;
import ballast.model.Policy;
import ballast.model.Policy.Reaction;
import ballast.model.Strategy;
import ballast.port.HookCall;
import ballast.port.HookCall.Course;
import ballast.sim.Behaviour;
import ballast.sim.Controller;
import ballast.sim.SimulatedHooks;
import ballast.sim.SimulatedHooks.Manner;
import ballast.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// When hooks are run, and what it means when one fails.
class HooksTest {
  private static final Duration PATIENT = Duration.ofMinutes(20);

  @Test
  void everyPartIsBegunAndEndedAroundWhatItHolds() throws InterruptedException {
    World world = world(2, Policy.defaults().withBatches(new Batches.Even(2)));
    var hooks = hooks(world, _ -> Manner.WELL);
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.DONE);
    assertThat(hooks.names())
        .containsExactly(
            "before",
            "before_batch batch 1",
            "before_host fe-1",
            "before_slot fe-1/1",
            "after_slot fe-1/1",
            "before_slot fe-1/2",
            "after_slot fe-1/2",
            "after_host fe-1",
            "after_batch batch 1",
            "before_batch batch 2",
            "before_host fe-2",
            "before_slot fe-2/1",
            "after_slot fe-2/1",
            "before_slot fe-2/2",
            "after_slot fe-2/2",
            "after_host fe-2",
            "after_batch batch 2",
            "after");
    keptItsPromises(world);
  }

  @Test
  void aSlotThatIsEmptiedForAnotherHasNoHooks() throws InterruptedException {
    World world = world(1, Policy.defaults().withStrategy(Strategy.surge(1)));
    var hooks = hooks(world, _ -> Manner.WELL);
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(hooks.names())
        .containsExactly(
            "before",
            "before_batch batch 1",
            "before_host fe-1",
            "before_slot fe-1/3",
            "after_slot fe-1/3",
            "before_slot fe-1/1",
            "after_slot fe-1/1",
            "after_host fe-1",
            "after_batch batch 1",
            "after");
    keptItsPromises(world);
  }

  @Test
  void aHookIsToldWhatItIsAbout() throws InterruptedException {
    World world = world(1, Policy.defaults());
    var hooks = hooks(world, _ -> Manner.WELL);
    world.deploy(V2);
    HookCall call = call(hooks, HookPoint.AFTER_SLOT);
    assertThat(call.service()).isEqualTo("pxapp");
    assertThat(call.rollout()).isEqualTo("r1");
    assertThat(call.release()).isEqualTo("v2");
    assertThat(call.from()).isEqualTo("v1");
    assertThat(call.course()).isEqualTo(Course.FORTH);
    assertThat(call(hooks, HookPoint.AFTER).end().orElseThrow().outcome()).isEqualTo("done");
  }

  @Test
  void whereNothingIsToDoNoHookIsRun() throws InterruptedException {
    World world = world(1, Policy.defaults());
    var hooks = hooks(world, _ -> Manner.FAILS);
    assertThat(world.deploy(V1).outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    assertThat(hooks.names()).isEmpty();
  }

  @Test
  void aBeforeThatFailsLeavesEverythingUntouched() throws InterruptedException {
    World world = world(2, Policy.defaults());
    var hooks = hooks(world, at(HookPoint.BEFORE));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.NOT_BEGUN);
    assertThat(receipt.problem().orElseThrow().what()).isEqualTo("hook before failed");
    assertThat(hooks.names()).containsExactly("before", "on_failure");
    assertThat(world.entries)
        .noneMatch(entry -> entry.event() instanceof Event.HostPrepared)
        .noneMatch(entry -> entry.event() instanceof Event.LaneStarted);
    keptItsPromises(world);
  }

  @Test
  void aBeforeSlotThatFailsIsAFailureOfASlotThatWasNeverTakenOut() throws InterruptedException {
    World world = world(2, Policy.defaults());
    var hooks = hooks(world, of(HookPoint.BEFORE_SLOT, "fe-1/2"));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(receipt.problem().orElseThrow().what()).isEqualTo("hook before_slot failed");
    assertThat(world.serving()).hasSize(4).containsOnly("v1");
    assertThat(hooks.names())
        .contains("on_slot_failure fe-1/2", "on_host_failure fe-1", "on_batch_failure batch 1")
        .containsOnlyOnce("on_failure")
        .doesNotContain("after_slot fe-1/2", "after_batch batch 1", "after");
    assertThat(stepsOf(world, "fe-1/2")).isEmpty();
    keptItsPromises(world);
  }

  @Test
  void anAfterSlotThatFailsIsAFailureOfItsSlot() throws InterruptedException {
    World world = world(2, failing(Reaction.CONTINUE));
    var hooks = hooks(world, of(HookPoint.AFTER_SLOT, "fe-1/2"));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.MIXED);
    assertThat(world.serving()).containsOnlyOnce("v1").filteredOn("v2"::equals).hasSize(3);
    assertThat(hooks.names()).containsOnlyOnce("on_slot_failure fe-1/2");
    keptItsPromises(world);
  }

  @Test
  void aHostWhoseHookFailsIsNotBegunAndTheOthersAre() throws InterruptedException {
    World world = world(3, failing(Reaction.CONTINUE));
    var hooks = hooks(world, of(HookPoint.BEFORE_HOST, "fe-2"));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.MIXED);
    assertThat(world.serving()).containsExactly("v2", "v2", "v1", "v1", "v2", "v2");
    assertThat(world.started()).noneMatch(slot -> slot.host().name().equals("fe-2"));
    assertThat(hooks.names())
        .containsOnlyOnce("before_host fe-2")
        .containsOnlyOnce("on_host_failure fe-2")
        .contains("after_host fe-3", "on_batch_failure batch 1");
    keptItsPromises(world);
  }

  @Test
  void aBatchWhoseHookFailsIsNotBegunAndTheEarlierOneGoesBack() throws InterruptedException {
    World world = world(2, Policy.defaults().withBatches(new Batches.Even(2)));
    var hooks = hooks(world, of(HookPoint.BEFORE_BATCH, "batch 2"));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(world.serving()).hasSize(4).containsOnly("v1");
    assertThat(world.started()).noneMatch(slot -> slot.host().name().equals("fe-2"));
    assertThat(hooks.names()).contains("after_batch batch 1", "on_batch_failure batch 2");
    keptItsPromises(world);
  }

  @Test
  void anAfterBatchThatFailsKeepsTheNextBatchFromBeginning() throws InterruptedException {
    World world = world(2, Policy.defaults().withBatches(new Batches.Even(2)));
    var hooks = hooks(world, of(HookPoint.AFTER_BATCH, "batch 1"));
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(world.serving()).hasSize(4).containsOnly("v1");
    assertThat(hooks.names()).doesNotContain("before_batch batch 2");
    keptItsPromises(world);
  }

  @Test
  void aFailureHookThatFailsHidesNothing() throws InterruptedException {
    World world = world(2, Policy.defaults());
    world.fleet.behaves(slot("fe-1/2"), V2.id(), new Behaviour.NeverHealthy());
    hooks(world, call -> call.point().word().contains("failure") ? Manner.FAILS : Manner.WELL);
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(receipt.problem().orElseThrow().what()).contains("fe-1/2").doesNotContain("hook");
    assertThat(receipt.notices())
        .contains(
            "hook on_slot_failure of fe-1/2 failed: exit 3", "hook on_failure failed: exit 3");
    keptItsPromises(world);
  }

  @Test
  void anAfterThatFailsIsToldAndTheReleaseIsEverywhereAllTheSame() throws InterruptedException {
    World world = world(1, Policy.defaults());
    hooks(world, at(HookPoint.AFTER));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.DONE);
    assertThat(receipt.notices()).containsExactly("hook after failed: exit 3");
  }

  @Test
  void noHookKeepsAFleetFromGoingBack() throws InterruptedException {
    World world = world(2, Policy.defaults());
    world.fleet.behaves(slot("fe-2/2"), V2.id(), new Behaviour.NeverHealthy());
    var hooks = hooks(world, call -> call.course() == Course.BACK ? Manner.FAILS : Manner.WELL);
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(world.serving()).hasSize(4).containsOnly("v1");
    assertThat(hooks.calls)
        .filteredOn(call -> call.course() == Course.BACK)
        .isNotEmpty()
        .allSatisfy(call -> assertThat(call.release()).isEqualTo("v1"));
    assertThat(hooks.names()).containsOnlyOnce("on_failure");
    keptItsPromises(world);
  }

  @Test
  void aHookThatHangsOnTheWayBackHangsOnce() throws InterruptedException {
    World world = world(4, Policy.defaults());
    world.fleet.behaves(slot("fe-4/2"), V2.id(), new Behaviour.NeverHealthy());
    var hooks = hooks(world, call -> call.course() == Course.BACK ? Manner.HANGS : Manner.WELL);
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(hooks.calls)
        .filteredOn(call -> call.course() == Course.BACK)
        .filteredOn(call -> call.point() == HookPoint.BEFORE_SLOT)
        .hasSize(1);
    keptItsPromises(world);
  }

  @Test
  void aRollbackRunsHooksAndHeedsNone() throws InterruptedException {
    World world = world(2, Policy.defaults());
    world.deploy(V2);
    var hooks = hooks(world, _ -> Manner.FAILS);
    var ran = world.rollback(new Controller(world.simulation, "machine"), PATIENT);
    assertThat(ran).isInstanceOf(World.Ran.Ended.class);
    assertThat(world.serving()).hasSize(4).containsOnly("v1");
    assertThat(hooks.names())
        .startsWith("before")
        .endsWith("after")
        .contains("before_slot fe-1/1", "after_slot fe-1/1")
        .noneMatch(name -> name.contains("batch") || name.contains("host"));
  }

  @Test
  void aSlotThatIsOutIsNotKeptWaiting() throws InterruptedException {
    World world = leftWithASlotOut();
    var hooks = hooks(world, _ -> Manner.WELL);
    world.deploy(new Controller(world.simulation, "next"), V2, PATIENT);
    assertThat(hooks.names()).doesNotContain("before_slot fe-1/1").contains("after_slot fe-1/1");
    assertThat(hooks.names().indexOf("after_slot fe-1/1"))
        .isLessThan(hooks.names().indexOf("before_slot fe-1/2"));
    assertThat(world.serving()).containsOnly("v2");
    keptItsPromises(world);
  }

  @Test
  void whoeverWentDownWhileAHookCameBeforeASlotIsWaitedFor() throws InterruptedException {
    World world = world(2, Policy.defaults());
    var hooks =
        hooks(world, call -> call.point() == HookPoint.BEFORE_SLOT ? Manner.SLOW : Manner.WELL);
    world.whenLaneStarts(
        slot("fe-1/1"),
        Duration.ofSeconds(2),
        () -> world.fleet.sick(slot("fe-2/2"), Duration.ZERO, Duration.ofSeconds(20)));
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(hooks.names()).containsOnlyOnce("before_slot fe-1/1");
    Instant touched =
        first(
            world,
            event -> event instanceof Event.StepStarted(var one, _) && one.equals(slot("fe-1/1")));
    Instant servesAgain =
        first(
            world,
            event -> event instanceof Event.LaneEnded(var one, _, _) && one.equals(slot("fe-2/2")));
    assertThat(touched).isAfterOrEqualTo(servesAgain);
    keptItsPromises(world);
  }

  @Test
  void stoppingBreaksOffAHookThatComesBeforeASlotAndTheSlotServesOn() throws InterruptedException {
    World world = world(2, Policy.defaults());
    var hooks =
        hooks(world, call -> call.point() == HookPoint.BEFORE_SLOT ? Manner.HANGS : Manner.WELL);
    world.whenLaneStarts(slot("fe-1/1"), Duration.ofSeconds(2), world.signal::stop);
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(receipt.took()).isLessThan(Duration.ofSeconds(20));
    assertThat(stepsOf(world, "fe-1/1")).isEmpty();
    assertThat(hooks.names()).contains("on_slot_failure fe-1/1").endsWith("on_failure");
    assertThat(call(hooks, HookPoint.ON_FAILURE).end().orElseThrow().outcome())
        .isEqualTo("stopped");
    keptItsPromises(world);
  }

  @Test
  void theLockIsHeldUntilTheLastHookHasEnded() throws InterruptedException {
    World world = world(1, Policy.defaults());
    var hooks = hooks(world, at(HookPoint.AFTER));
    var ran = world.deploy(new Controller(world.simulation, "machine"), V2, PATIENT);
    assertThat(ran).isInstanceOf(World.Ran.Ended.class);
    assertThat(hooks.names()).endsWith("after");
    // SimulatedHooks breaks ONE where a hook is run without the lock.
    keptItsPromises(world);
  }

  @Test
  void whoHasLostTheLockRunsNoHookAnyMore() throws InterruptedException {
    World world = world(2, Policy.defaults());
    var hooks = hooks(world, _ -> Manner.WELL);
    var asleep = new Controller(world.simulation, "asleep");
    world.simulation.later(
        Duration.ofSeconds(8), () -> asleep.freeze(Duration.ofMinutes(5), Controller.Pause.ASLEEP));
    world.simulation.later(Duration.ofSeconds(9), () -> hooks.calls.clear());
    List<World.Ran> ran =
        world.simulation.all(
            List.of(
                () -> world.deploy(asleep, V2, PATIENT),
                () -> {
                  world.simulation.sleep(Duration.ofSeconds(10));
                  return world.deploy(new Controller(world.simulation, "awake"), V2, PATIENT);
                }));
    assertThat(((World.Ran.Ended) ran.getFirst()).receipt().outcome()).isEqualTo(Outcome.LOCK_LOST);
    assertThat(hooks.names()).containsOnlyOnce("after").doesNotContain("on_failure");
    keptItsPromises(world);
  }

  /// A controller died when it had just taken fe-1/1 out.
  private static World leftWithASlotOut() {
    for (int call = 1; ; call++) {
      World world = world(2, Policy.defaults());
      var dying = new Controller(world.simulation, "dying");
      dying.diesAt(call, Controller.Moment.AFTER);
      assertThat(world.deploy(dying, V2, PATIENT)).isInstanceOf(World.Ran.Died.class);
      if (world.fleet.promises().out().contains(slot("fe-1/1"))) {
        return world;
      }
    }
  }

  private static World world(int hosts, Policy policy) {
    return World.of(hosts, 2, policy);
  }

  private static Policy failing(Reaction then) {
    return Policy.defaults()
        .withFailing(new Policy.Failing(Optional.empty(), then, Duration.ofMinutes(10)));
  }

  private static SimulatedHooks hooks(World world, Function<HookCall, Manner> manner) {
    var hooks = new SimulatedHooks(world, manner);
    world.hooks = hooks;
    return hooks;
  }

  private static Function<HookCall, Manner> at(HookPoint point) {
    return when(call -> call.point() == point);
  }

  private static Function<HookCall, Manner> of(HookPoint point, String about) {
    return when(call -> call.point() == point && call.part().about().equals(about));
  }

  private static Function<HookCall, Manner> when(Predicate<HookCall> fails) {
    return call -> fails.test(call) ? Manner.FAILS : Manner.WELL;
  }

  private static HookCall call(SimulatedHooks hooks, HookPoint point) {
    return hooks.calls.stream().filter(call -> call.point() == point).findFirst().orElseThrow();
  }

  private static List<Event> stepsOf(World world, String slot) {
    return world.entries.stream()
        .map(entry -> entry.event())
        .filter(event -> event instanceof Event.StepStarted(var one, _) && one.equals(slot(slot)))
        .toList();
  }

  private static Instant first(World world, Predicate<Event> what) {
    return world.entries.stream()
        .filter(entry -> what.test(entry.event()))
        .findFirst()
        .orElseThrow()
        .at();
  }

  private static void keptItsPromises(World world) {
    assertThat(world.fleet.promises().broken()).isEmpty();
    assertThat(world.fleet.promises().lost()).isZero();
  }
}
