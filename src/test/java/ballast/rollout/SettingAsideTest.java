package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt.Outcome;
import ballast.model.Admission;
import ballast.model.Host;
import ballast.model.Order;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.Share;
import ballast.model.Slot;
import ballast.plan.Step;
import ballast.port.CallFailed;
import ballast.port.Fleet;
import ballast.port.Lock;
import ballast.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Slots taken out for maintenance.
class SettingAsideTest {
  private static final Set<Host> HOST = Set.of(new Host("fe-2"));

  @Test
  void aSlotIsDrainedAndItsContainerRunsOn() throws InterruptedException {
    World world = World.of(3, 3, Policy.defaults());
    Aside aside = setAside(world, slot("fe-2/1"));
    assertThat(aside.out()).containsExactly(slot("fe-2/1"));
    var view = world.look().slot(slot("fe-2/1")).orElseThrow();
    assertThat(view.running()).isPresent();
    assertThat(view.foreignHand()).isTrue();
    kept(world);
  }

  @Test
  void whatIsSetAsideStaysOutWhoeverComes() throws InterruptedException {
    World world = World.of(3, 3, Policy.defaults().withMaxOut(two()).withPerHost(2));
    setAside(world, slot("fe-2/1"));
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).contains("fe-2/1 is out").filteredOn("v2"::equals).hasSize(8);
  }

  @Test
  void aSlotThatDoesNotDrainInTimeServesOn() throws InterruptedException {
    World world =
        World.of(
            3,
            3,
            Policy.defaults()
                .withDrain(new Policy.Drain(Duration.ofSeconds(5), Policy.PastDeadline.ROLL_BACK)));
    world.fleet.request(slot("fe-2/1"), Duration.ofMinutes(5), Duration.ofMillis(1));
    Aside aside = setAside(world, slot("fe-2/1"));
    assertThat(aside.outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(aside.out()).isEmpty();
    assertThat(aside.problem().orElseThrow().what()).contains("fe-2/1 was not drained within 5 s");
    assertThat(world.serving()).hasSize(9).containsOnly("v1");
    kept(world);
  }

  @Test
  void oneSlotOfAHostIsRefusedWhereTooFewOthersServe() throws InterruptedException {
    World world = World.of(3, 2, Policy.defaults());
    setAside(world, slot("fe-2/1"));
    Aside aside = setAside(world, slot("fe-2/2"));
    assertThat(aside.out()).isEmpty();
    assertThat(aside.problem()).isPresent();
  }

  @Test
  void aWholeHostIsEmptiedWhenAPersonNamesAllOfIt() throws InterruptedException {
    World world = World.of(3, 3, Policy.defaults().withMaxOut(three()));
    Aside aside =
        setAside(world, Set.of(new Host("fe-2")), slot("fe-2/1"), slot("fe-2/2"), slot("fe-2/3"));
    assertThat(aside.out()).hasSize(3);
    assertThat(world.look().slots().filter(view -> view.serving())).hasSize(6);
  }

  @Test
  void whoStopsItIsToldWhatIsOutAndThatItWasStopped() throws InterruptedException {
    World world = slowlyDrained();
    world.simulation.later(Duration.ofSeconds(5), world.signal::stop);
    Aside aside = setAside(world, HOST, slot("fe-2/1"), slot("fe-2/2"), slot("fe-2/3"));
    assertThat(aside.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(aside.out()).containsExactly(slot("fe-2/1"));
  }

  @Test
  void whoseLockIsTakenAwayIsToldSo() throws InterruptedException {
    World world = slowlyDrained();
    world.simulation.later(
        Duration.ofSeconds(5),
        () -> world.simulation.<Boolean>bench().start(() -> taken(world.fleet.lock())));
    Aside aside = setAside(world, HOST, slot("fe-2/1"), slot("fe-2/2"), slot("fe-2/3"));
    assertThat(aside.outcome()).isEqualTo(Outcome.LOCK_LOST);
    assertThat(aside.problem().orElseThrow().what()).contains("no longer holds");
  }

  @Test
  void aPauseLetsTheSlotInHandFinishAndNoOtherBeginUntilItIsToGoOn() throws InterruptedException {
    World world = slowlyDrained();
    var whilePaused = new ArrayList<Integer>();
    world.simulation.later(Duration.ofSeconds(5), () -> world.signal.obey(Order.PAUSE));
    world.simulation.later(Duration.ofMinutes(3), () -> whilePaused.add(drained(world)));
    world.simulation.later(Duration.ofMinutes(4), () -> world.signal.obey(Order.RESUME));
    Aside aside = setAside(world, HOST, slot("fe-2/1"), slot("fe-2/2"), slot("fe-2/3"));
    assertThat(whilePaused).containsExactly(1);
    assertThat(aside.outcome()).isEqualTo(Outcome.DONE);
    assertThat(aside.out()).hasSize(3);
    assertThat(world.entries.stream().map(Entry::event))
        .contains(new Event.Paused(""), new Event.Resumed());
  }

  /// Drains take long, and a person may pause them for hours.
  @Test
  void whatGoesDownMeanwhileElsewhereEndsIt() throws InterruptedException {
    World world = World.of(3, 3, Policy.defaults().withMaxOut(three()));
    world.simulation.later(Duration.ofMillis(100), () -> world.signal.obey(Order.PAUSE));
    world.simulation.later(
        Duration.ofMinutes(3),
        () -> {
          world.fleet.byHand(slot("fe-1/1"), Admission.MAINT, Duration.ZERO);
          world.fleet.byHand(slot("fe-3/1"), Admission.MAINT, Duration.ZERO);
        });
    world.simulation.later(Duration.ofMinutes(4), () -> world.signal.obey(Order.RESUME));
    Aside aside = setAside(world, HOST, slot("fe-2/1"), slot("fe-2/2"), slot("fe-2/3"));
    assertThat(aside.out()).containsExactly(slot("fe-2/1"));
    assertThat(aside.outcome()).isEqualTo(Outcome.MIXED);
    assertThat(aside.problem().orElseThrow().why()).contains("max_out allows 3");
    kept(world);
  }

  /// What cannot be asked may be out, and counts so.
  @Test
  void aSlotOfWhichNobodyKnowsWhetherItIsOutIsTold() throws InterruptedException {
    World world = World.of(3, 3, Policy.defaults());
    var drained = new AtomicBoolean();
    Fleet silent =
        FleetThatAnswers.on(
            new Host("fe-2"),
            world.fleet,
            call -> {
              if (call.equals("read") && drained.get()) {
                throw new CallFailed(
                    new Problem("no answer", "timed out", "look"), CallFailed.Effect.NONE);
              }
              drained.compareAndSet(false, call.equals("drain"));
              return Optional.empty();
            });
    Aside aside =
        world.work(
            silent, rollout -> rollout.setAside(Set.of(slot("fe-2/1")), Set.of(), world.look()));
    assertThat(aside.out()).containsExactly(slot("fe-2/1"));
    assertThat(aside.outcome()).isEqualTo(Outcome.MIXED);
  }

  private static int drained(World world) {
    return Math.toIntExact(
        world.entries.stream()
            .filter(entry -> entry.event() instanceof Event.StepEnded(_, Step.Drain _, _, _))
            .count());
  }

  private static boolean taken(Lock lock) throws CallFailed, InterruptedException {
    return lock.remove(lock.look().orElseThrow().token());
  }

  /// The first slot of fe-2 has a request for a while.
  private static World slowlyDrained() {
    World world =
        World.of(
            3,
            3,
            Policy.defaults()
                .withMaxOut(three())
                .withDrain(new Policy.Drain(Duration.ofMinutes(5), Policy.PastDeadline.ROLL_BACK)));
    world.fleet.request(slot("fe-2/1"), Duration.ofSeconds(30), Duration.ofMillis(1));
    return world;
  }

  private static Policy.MaxOut two() {
    return new Policy.MaxOut.Of(new Share.Count(2));
  }

  private static Policy.MaxOut three() {
    return new Policy.MaxOut.Of(new Share.Count(3));
  }

  private static Aside setAside(World world, Slot... slots) throws InterruptedException {
    return setAside(world, Set.of(), slots);
  }

  private static Aside setAside(World world, Set<Host> emptied, Slot... slots)
      throws InterruptedException {
    return world.work(rollout -> rollout.setAside(Set.of(slots), emptied, world.look()));
  }

  private static void kept(World world) {
    assertThat(world.fleet.promises().lost()).isZero();
  }
}
