package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Start;
import org.junit.jupiter.api.Test;

/// How it is told that nobody has opened a server since HAProxy started. The states are those of a
/// real one, 2.6.12, that was told `maint`, `drain`, `maint` and `ready`, `maint`.
class StartConfigTest {
  private static final int CLOSED = 5;
  private static final int DRAINED = 12;
  private static final int OPENED = 4;
  private static final int BY_COMMAND = 1;
  private static final int NO_CHECK_YET = 1;
  private static final int REFUSED = 8;
  private static final int PASSED = 15;

  private static final StartConfig OWN =
      new StartConfig() {
        @Override
        public void look() {}

        @Override
        public void set(ServerName server, Start start) {}
      };

  @Test
  void whatTheConfigHasClosedIsClosedUntilSomeoneOpensIt() {
    assertThat(OWN.left(Sights.checked(CLOSED, NO_CHECK_YET))).isEqualTo(Start.CLOSED);
    assertThat(OWN.left(Sights.checked(DRAINED, NO_CHECK_YET))).isEqualTo(Start.OPEN);
    assertThat(OWN.left(Sights.checked(OPENED, PASSED))).isEqualTo(Start.OPEN);
  }

  @Test
  void whoeverClosesItAgainHasClosedIt() {
    assertThat(OWN.left(Sights.checked(CLOSED, REFUSED))).isEqualTo(Start.OPEN);
    assertThat(OWN.left(Sights.checked(CLOSED, PASSED))).isEqualTo(Start.OPEN);
    assertThat(OWN.left(Sights.checked(BY_COMMAND, NO_CHECK_YET))).isEqualTo(Start.OPEN);
  }

  @Test
  void aPersonsConfigClosesByAPersonsHand() {
    assertThat(StartConfig.OTHERS.left(Sights.checked(CLOSED, NO_CHECK_YET))).isEqualTo(Start.OPEN);
  }
}
