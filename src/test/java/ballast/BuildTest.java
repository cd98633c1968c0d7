package ballast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildTest {
  @Test
  void theTestsRunOnTheJdkThatTheProductNeeds() {
    assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(25);
  }
}
