package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CheckTest {
  @Test
  void aResultIsToldWithItsCode() {
    assertThat(check("L7STS", 503).words()).isEqualTo("L7STS/503: Layer7 wrong status");
  }

  /// HAProxy 2.6.12 says `* L7STS` and code 0 from the start of the next check until its end.
  @Test
  void aCodeThatIsForgottenWhileTheNextCheckRunsIsNotTold() {
    assertThat(check("* L7STS", 0).running()).isTrue();
    assertThat(check("* L7STS", 0).words()).isEqualTo("L7STS: Layer7 wrong status");
  }

  /// A worker that has just started takes a server for up until then.
  @Test
  void beforeACheckHasPassedNothingIsProven() {
    assertThat(check("INI", 0).unproven()).isTrue();
    assertThat(check("* INI", 0).unproven()).isTrue();
    assertThat(check("L7STS", 503).unproven()).isTrue();
    assertThat(check("* L7OK", 0).unproven()).isFalse();
  }

  private static Check check(String status, long code) {
    return new Check(
        Optional.of(status),
        OptionalLong.of(code),
        Optional.empty(),
        Optional.of("Layer7 wrong status"),
        OptionalLong.of(2),
        OptionalLong.of(3),
        OptionalLong.of(0),
        OptionalLong.of(4));
  }
}
