package ballast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.contract.Stage.Temper;
import ballast.port.Probe.Answer;
import org.junit.jupiter.api.Test;

/// What every [ballast.port.Probe] promises.
abstract class ProbeContract extends Contract {
  ProbeContract(Stage stage) {
    super(stage);
  }

  @Test
  void aContainerThatAnswersAsTheServiceWantsIsHealthy() throws Exception {
    serving(one, Temper.WELL);
    until("healthy", () -> stage.probe().ask(one) instanceof Answer.Healthy);
  }

  @Test
  void aContainerThatAnswersOtherwiseIsUnhealthy() throws Exception {
    serving(one, Temper.SICK);
    until("an answer", () -> stage.probe().ask(one) instanceof Answer.Unhealthy);
    assertThat(stage.probe().ask(one))
        .isInstanceOfSatisfying(
            Answer.Unhealthy.class, sick -> assertThat(sick.status()).isGreaterThanOrEqualTo(300));
  }

  @Test
  void whereNothingListensThereIsNoAnswer() throws Exception {
    assertThat(stage.probe().ask(one))
        .isInstanceOfSatisfying(Answer.NoAnswer.class, none -> assertThat(none.why()).isNotBlank());
    String id = serving(two, Temper.WELL);
    until("healthy", () -> stage.probe().ask(two) instanceof Answer.Healthy);
    engine.stop(id, GRACE);
    assertThat(stage.probe().ask(two)).isInstanceOf(Answer.NoAnswer.class);
  }
}
