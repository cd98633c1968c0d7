package ballast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
  private final NamePattern pattern = new NamePattern("pxapp-{slot}.a");

  @Test
  void namesASlotAndFindsItAgain() {
    for (int slot = 1; slot <= 99_999; slot *= 7) {
      assertThat(pattern.slotOf(pattern.of(slot))).hasValue(slot);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pxapp-.a",
        "pxapp-0.a",
        "pxapp-01.a",
        "pxapp-1xa",
        "xpxapp-1.a",
        "pxapp-1.a.last",
        "pxapp-100000.a",
        "pxapp--1.a",
        ""
      })
  void anotherNameIsNoSlots(String name) {
    assertThat(pattern.slotOf(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pxapp", "", "px app-{slot}", "{slot}{slot}", "a/{slot}", "{slot"})
  void refusesWhatIsNoNameWithOneSlot(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new NamePattern(text));
  }
}
