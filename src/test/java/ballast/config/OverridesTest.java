package ballast.config;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Batches;
import ballast.model.Policy;
import ballast.model.Policy.MaxOut;
import ballast.model.Policy.PastDeadline;
import ballast.model.Share;
import ballast.model.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverridesTest {
  private static Overrides overrides(
      String batch,
      String batches,
      String maxOut,
      String perHost,
      String soak,
      String d,
      String t) {
    return new Overrides(
        given(batch),
        given(batches),
        given(maxOut),
        given(perHost),
        given(soak),
        given(d),
        given(t),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Overrides strategy(String strategy, String surge) {
    return new Overrides(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        given(strategy),
        given(surge));
  }

  @Test
  void aStrategyIsChosenForOneRollout() {
    var surging = Texts.with("rollout: {strategy: surge, surge: 2}").policy();
    assertThat(strategy("recreate", "").applyTo(Policy.defaults(), 3))
        .isEqualTo(new Overrides.Result.Applied(Policy.defaults().withStrategy(Strategy.RECREATE)));
    assertThat(strategy("", "3").applyTo(surging, 3))
        .isEqualTo(new Overrides.Result.Applied(surging.withStrategy(Strategy.surge(3))));
    assertThat(strategy("surge", "").applyTo(surging, 3))
        .as("as many spares as the file says")
        .isEqualTo(new Overrides.Result.Applied(surging));
  }

  @Test
  void sparesAreNoMatterOfAStrategyWithoutThem() {
    assertThat(strategy("rolling", "2").applyTo(Policy.defaults(), 3))
        .isInstanceOfSatisfying(
            Overrides.Result.Refused.class,
            refused ->
                assertThat(Diagnostic.render(refused.mistakes()))
                    .isEqualTo("--surge: strategy rolling surges no slots — add --strategy surge"));
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(value -> !value.isEmpty());
  }

  @Test
  void withoutFlagsThePolicyStaysAsItIs() {
    var policy = Texts.with("rollout: {batch: 35%, soak: 5s, max_out: 2}").policy();
    assertThat(Overrides.none().applyTo(policy, 3)).isEqualTo(new Overrides.Result.Applied(policy));
  }

  @Test
  void everyFlagTakesThePlaceOfItsKey() {
    assertThat(
            overrides("1, 10%,35%", "", "3", "2", "5s", "1m", "cut").applyTo(Policy.defaults(), 3))
        .isEqualTo(
            new Overrides.Result.Applied(
                new Policy(
                    new MaxOut.Of(new Share.Count(3)),
                    2,
                    new Batches.Serial(
                        List.of(new Share.Count(1), new Share.Percent(10), new Share.Percent(35))),
                    new Policy.Drain(Duration.ofMinutes(1), PastDeadline.CUT),
                    Duration.ofSeconds(5),
                    Policy.defaults().failing(),
                    1,
                    Strategy.ROLLING)));
  }

  @Test
  void batchesOnTheCommandLineReplacesBatchInTheFile() {
    var policy = Texts.with("rollout: {batch: 35%}").policy();
    assertThat(overrides("", "3", "", "", "", "", "").applyTo(policy, 1))
        .isInstanceOfSatisfying(
            Overrides.Result.Applied.class,
            applied -> assertThat(applied.policy().batches()).isEqualTo(new Batches.Even(3)));
  }

  @Test
  void everyMistakeIsToldAtOnceAndNamesItsFlag() {
    assertThat(overrides("1,x", "0", "0%", "3", "5", "1d", "pause").applyTo(Policy.defaults(), 3))
        .isInstanceOfSatisfying(
            Overrides.Result.Refused.class,
            refused ->
                assertThat(Diagnostic.render(refused.mistakes()))
                    .isEqualTo(
                        """
                        --max-out: '0%' is not a part of a whole — a count such as 3, or a percentage from 1% to 100%
                        --per-host: 3 of 3 slots would leave none serving on a host — at most 2
                        --batch: 'x' is not a part of a whole — a count such as 3, or a percentage from 1% to 100%
                        --batches: '0' is not a count — a whole number from 1 to 1000000
                        --batches: --batch and --batches exclude each other — give one of them
                        --drain-deadline: '1d' is not a duration — write 500ms, 30s, 5m or 1h
                        --drain-then: 'pause' is not a way to end a drain — write 'cut' or 'roll-back'
                        --soak: '5' is not a duration — say of what: 5ms, 5s, 5m or 5h\
                        """));
  }
}
