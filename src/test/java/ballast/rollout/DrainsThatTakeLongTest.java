package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Event;
import ballast.event.Receipt.Outcome;
import ballast.model.Policy;
import ballast.model.Slot;
import ballast.model.Strategy;
import ballast.plan.Step;
import ballast.sim.SimulatedFleet;
import ballast.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Between the look before a drain and the stop after it lies as long as a request takes: what
/// becomes of the others meanwhile counts.
class DrainsThatTakeLongTest {
  private static final Slot DRAINED = slot("fe-1/1");
  private static final Duration REQUEST = Duration.ofSeconds(9);
  private static final Duration ILLNESS = Duration.ofSeconds(20);
  private static final Duration TO_FALL_ILL = Duration.ofSeconds(3);

  static Stream<Strategy> strategies() {
    return Stream.of(Strategy.ROLLING, Strategy.surge(1));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void aSlotIsGivenBackRatherThanStoppedWhereAnotherFallsIllWhileItDrains(Strategy strategy)
      throws InterruptedException {
    World world = givenBackWhereAnotherFallsIll(strategy, _ -> {});
    assertThat(world.fleet.promises().lost()).isZero();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void aSlotThatAReloadHasGivenItsRequestsIsAskedForAnewBeforeItIsStopped(Strategy strategy)
      throws InterruptedException {
    givenBackWhereAnotherFallsIll(
        strategy, fleet -> fleet.reloads(DRAINED.host(), Duration.ofSeconds(5)));
  }

  /// @param more that happens from the drain's beginning
  private static World givenBackWhereAnotherFallsIll(
      Strategy strategy, Consumer<SimulatedFleet> more) throws InterruptedException {
    var world = World.of(1, 3, Policy.defaults().withStrategy(strategy));
    world.whenLaneStarts(
        DRAINED,
        Duration.ZERO,
        () -> {
          world.fleet.request(DRAINED, REQUEST, Duration.ZERO);
          world.fleet.sick(slot("fe-1/2"), Duration.ZERO, ILLNESS);
          more.accept(world.fleet);
        });
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(stepsOfTheFirstLane(world)).hasExactlyElementsOfTypes(Step.Drain.class);
    assertThat(world.look().slots()).allMatch(view -> view.serves(V2.id()));
    assertThat(world.fleet.promises().broken()).isEqualTo(List.of());
    return world;
  }

  /// Maintenance is forgotten with the reload, and the last look for requests drains anew.
  @ParameterizedTest
  @MethodSource("strategies")
  void aSlotWhoseMaintenanceAReloadHasForgottenIsGivenBackWhereAnotherFallsIllMeanwhile(
      Strategy strategy) throws InterruptedException {
    var world = World.of(1, 3, Policy.defaults().withStrategy(strategy));
    var reloads = new AtomicInteger();
    var fleet =
        FleetWithAMoment.after(
            world.fleet,
            DRAINED.host(),
            "pxapp-1",
            (call, _) -> {
              if (call.equals("fence") && reloads.getAndIncrement() == 0) {
                world
                    .fleet
                    .sick(slot("fe-1/2"), Duration.ZERO, ILLNESS)
                    .reloads(DRAINED.host(), Duration.ZERO);
                world.simulation.sleep(TO_FALL_ILL);
              }
            });
    assertThat(world.deploy(V2, world.look(), fleet).outcome()).isEqualTo(Outcome.DONE);
    assertThat(stepsOfTheFirstLane(world))
        .hasExactlyElementsOfTypes(Step.Drain.class, Step.TakeOut.class);
    assertThat(world.look().slots()).allMatch(view -> view.serves(V2.id()));
    assertThat(world.fleet.promises().broken()).isEqualTo(List.of());
  }

  /// Up to where it was put off.
  private static List<Step> stepsOfTheFirstLane(World world) {
    return world.entries.stream()
        .map(entry -> entry.event())
        .takeWhile(
            event -> !(event instanceof Event.LanePostponed(var slot, _) && slot.equals(DRAINED)))
        .filter(Event.StepStarted.class::isInstance)
        .map(Event.StepStarted.class::cast)
        .filter(started -> started.slot().equals(DRAINED))
        .map(Event.StepStarted::step)
        .toList();
  }
}
