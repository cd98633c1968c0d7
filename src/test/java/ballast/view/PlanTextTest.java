package ballast.view;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Recording;
import ballast.model.Batches;
import ballast.model.HookPoint;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Share;
import ballast.model.Strategy;
import ballast.plan.Desired;
import ballast.plan.Forecast;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTextTest {
  @Test
  void aPlanSaysWhatWhyInWhichOrderAndHowMuchIsOutAtOnce() {
    Golden.matches(
        "plan-nine-hosts",
        plan(Policy.defaults(), Fleets.calm(9), Optional.of(Duration.ofMillis(5100))));
  }

  @Test
  void aPlanWithBatchesShowsThem() {
    var standard = Policy.defaults();
    var policy =
        standard
            .withMaxOut(new Policy.MaxOut.Of(new Share.Percent(35)))
            .withBatches(new Batches.Even(3))
            .withSoak(Duration.ofSeconds(10));
    Golden.matches("plan-batches", plan(policy, Fleets.calm(9), Optional.empty()));
  }

  @Test
  void aPlanTellsWhatEachStrategyCosts() {
    var standard = Policy.defaults();
    golden("plan-surge", standard.withStrategy(Strategy.surge(1)), Fleets.withSpares(3, 1));
    golden("plan-blue-green", standard.withStrategy(Strategy.BLUE_GREEN), Fleets.withSpares(3, 3));
    golden("plan-host", standard.withStrategy(Strategy.HOST), Fleets.atEdge(3));
    golden("plan-recreate", standard.withStrategy(Strategy.RECREATE), Fleets.calm(3));
  }

  private static void golden(String name, Policy policy, Observed observed) {
    Golden.matches(name, plan(policy, observed, Optional.of(Duration.ofMillis(5100))));
  }

  @Test
  void aPlanTellsHowManySlotsMayFailWithTheArithmeticAndWhatThen() {
    assertThat(
            plan(
                failing(new Share.Percent(10), Policy.Reaction.PAUSE),
                Fleets.calm(9),
                Optional.empty()))
        .contains(
            "  up to 2 of 27 slots may fail or be out of reach (10%, rounded down); with one more, or"
                + " 300 s without a slot that gets healthy, it pauses until a person says how to go on");
    assertThat(
            plan(
                failing(new Share.Percent(10), Policy.Reaction.CONTINUE),
                Fleets.calm(3),
                Optional.empty()))
        .contains(
            "  none of 9 slots may fail or be out of reach (10%, rounded down); with the first, or"
                + " 300 s without a slot that gets healthy, the others are rolled all the same");
  }

  private static Policy failing(Share tolerate, Policy.Reaction then) {
    return Policy.defaults()
        .withFailing(new Policy.Failing(Optional.of(tolerate), then, Duration.ofMinutes(5)));
  }

  @Test
  void beforeTheFirstRolloutAPlanTellsWhatTheDeadlinesAllow() {
    // 3 rounds of 30 s to drain, 30 s to stop, 60 s to get healthy, 10 s to soak
    assertThat(
            plan(
                Policy.defaults()
                    .withMaxOut(new Policy.MaxOut.Of(new Share.Count(3)))
                    .withSoak(Duration.ofSeconds(10)),
                Fleets.calm(3),
                Optional.empty()))
        .anyMatch(line ->
            line.endsWith(
                "it takes 3 rounds, and by the config's deadlines at most about 6 min 30 s without"
                    + " the pulls"));
  }

  @Test
  void aPlanForATroubledFleetTellsWhatIsLeftAloneAndWhatIsRefused() {
    Golden.matches("plan-troubled", plan(Policy.defaults(), Fleets.troubled(), Optional.empty()));
  }

  @Test
  void aBudgetThatCannotMoveIsRefusedWithTheArithmetic() {
    var standard = Policy.defaults();
    var policy = standard.withMaxOut(new Policy.MaxOut.Of(new Share.Percent(5)));
    assertThat(plan(policy, Fleets.calm(3), Optional.empty()))
        .anyMatch(line -> line.startsWith("refused: 9 slots"))
        .anyMatch(line -> line.contains("max_out allows 0 (5% of 9 slots, rounded down)"));
  }

  @Test
  void aPlanNamesTheHooksThatItWouldRun() {
    Desired desired = Fleets.toTheNewRelease(Policy.defaults());
    Observed fleet = Fleets.calm(3);
    assertThat(
            PlanText.lines(
                desired,
                fleet,
                Forecast.of(desired, fleet),
                Optional.empty(),
                Set.of(HookPoint.AFTER_SLOT, HookPoint.BEFORE),
                Palette.PLAIN))
        .contains("  hooks on this machine: before, after_slot");
  }

  @Test
  void aPlanThatIsEmptySaysSo() {
    var desired =
        new Desired(
            Fleets.PXAPP, new Desired.Target.Everywhere(Recording.OLD, "1.4.1"), Policy.defaults());
    Observed fleet = Fleets.calm(3);
    assertThat(
            PlanText.lines(
                desired,
                fleet,
                Forecast.of(desired, fleet),
                Optional.empty(),
                Set.of(HookPoint.BEFORE),
                Palette.PLAIN))
        .containsExactly("nothing to do: every slot that can be rolled serves pxapp 1.4.1");
  }

  private static List<String> plan(
      Policy policy, Observed observed, Optional<Duration> typicalSlot) {
    Desired desired = Fleets.toTheNewRelease(policy);
    return PlanText.lines(
        desired, observed, Forecast.of(desired, observed), typicalSlot, Set.of(), Palette.PLAIN);
  }
}
