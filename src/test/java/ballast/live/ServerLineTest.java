package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerLineTest {
  @ParameterizedTest(name = "{0} after {1}: {2}")
  @CsvSource({
    "UP,      L7OK,     true",
    "DRAIN,   L7OK,     true",
    "UP 1/3,  L7OK,     false",
    "UP 2/3,  L7OK,     false",
    "UP 2/3,  * L7OK,   false",
    "UP 2/3,  L7STS,    true",
    "UP 2/3,  * L7TOUT, true",
    "UP 1/2,  L4CON,    true",
    "UP 1/3,  L4CON,    false",
    "DOWN,    L4CON,    false",
    "MAINT,   L7OK,     false",
  })
  void aServerHasPassedItsCheckInFullAtTheTopAndOneFailureBelowIt(
      String status, String check, boolean passed) {
    assertThat(new ServerLine("pxapp-1", status, check, 100).passed()).isEqualTo(passed);
  }
}
