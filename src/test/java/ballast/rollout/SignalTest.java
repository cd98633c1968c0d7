package ballast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Policy;
import ballast.sim.Words;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignalTest {
  @Test
  void slotsInHandMayFinishHoweverLongTheirDrainMayTake() {
    var signal = new Signal();
    assertThat(signal.toFinish()).isEqualTo(Duration.ofMinutes(15));
    var policy =
        Words.drain(Policy.defaults(), Duration.ofHours(24), Policy.PastDeadline.ROLL_BACK);
    signal.slotsInHand(Words.service(3), policy, Duration.ofMinutes(35));
    assertThat(signal.toFinish()).isGreaterThan(Duration.ofHours(24).plusMinutes(35));
  }
}
