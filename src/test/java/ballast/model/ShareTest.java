package ballast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ShareTest {
  @Test
  void aPercentageIsRoundedDownAndExact() {
    assertThat(new Share.Percent(5).of(9)).isZero();
    assertThat(new Share.Percent(12).of(27)).isEqualTo(3);
    assertThat(new Share.Percent(29).of(100)).isEqualTo(29);
    assertThat(new Share.Percent(57).of(100)).isEqualTo(57);
    assertThat(new Share.Percent(100).of(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void aCountIsNeverMoreThanThereIs() {
    assertThat(new Share.Count(3).of(27)).isEqualTo(3);
    assertThat(new Share.Count(30).of(27)).isEqualTo(27);
  }

  @Test
  void refusesWhatIsNoPart() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Share.Count(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Share.Percent(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Share.Percent(101));
  }

  @Test
  void readsAsItIsWritten() {
    assertThat(new Share.Percent(35)).hasToString("35%");
    assertThat(new Share.Count(3)).hasToString("3");
  }
}
