package ballast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {
  private static final HostFacts FACTS =
      new HostFacts(new Host("fe-1"), "10.0.0.1", Map.of("zone", "b$1", "host", "another"));

  @Test
  void hostAddressAndVariablesAreFilledIn() {
    assertThat(new HostPattern("x-{host}.{address}:{zone}").of(FACTS))
        .contains("x-fe-1.10.0.0.1:b$1");
    assertThat(new HostPattern("always").of(FACTS)).contains("always");
  }

  @Test
  void aVariableThatIsNotThereLeavesNoName() {
    assertThat(new HostPattern("{host}-{rack}").of(FACTS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "}", "{}", "{host", "a b", "a;b", "{a-b}", "a/b", "{{host}}"})
  void whateverElseIsNoPattern(String text) {
    assertThatThrownBy(() -> new HostPattern(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
