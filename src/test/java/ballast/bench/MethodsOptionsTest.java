package ballast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What `./bench methods` may be asked for.
class MethodsOptionsTest {
  @Test
  void withoutWordsEverythingIsMeasuredOnNineHostsBehindAnEdgeOfTenSeconds() {
    MethodsOptions options = MethodsOptions.parse(List.of());
    assertThat(options.compares()).isTrue();
    assertThat(options.sizes()).hasSize(2);
    assertThat(options.hosts()).isEqualTo(9);
    assertThat(options.edgeDelay()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aPartIsMeasuredWhereItIsNamed() {
    MethodsOptions options =
        MethodsOptions.parse(
            List.of("--only", "rolling,host", "--edge-delay", "3s", "--hosts", "3"));
    assertThat(options.methods()).containsExactly(Method.ROLLING, Method.HOST);
    assertThat(options.sizes()).isEmpty();
    assertThat(options.compares()).isFalse();
    assertThat(options.edgeDelay()).isEqualTo(Duration.ofSeconds(3));
    assertThat(options.hosts()).isEqualTo(3);
    assertThat(MethodsOptions.parse(List.of("--only", "simulated")).sizes())
        .containsExactly(MethodsOptions.Sizes.SIMULATED);
  }

  @Test
  void whatCannotBeMeasuredIsToldWithWhatCan() {
    assertThatThrownBy(() -> MethodsOptions.parse(List.of("--only", "roling")))
        .hasMessageContaining("'roling'")
        .hasMessageContaining("rolling, rolling-35, surge");
    assertThatThrownBy(() -> MethodsOptions.parse(List.of("--hosts", "99")))
        .hasMessageContaining("1 to 18");
    assertThatThrownBy(() -> MethodsOptions.parse(List.of("--edge-delay", "1m")))
        .hasMessageContaining("as in 10s");
    assertThatThrownBy(() -> MethodsOptions.parse(List.of("--edge-dealy", "1s")))
        .hasMessageContaining("--edge-delay");
  }
}
