package ballast.contract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/// A real HAProxy before real containers keeps what the ports promise.
class BalancerContractLiveTest {
  private static final LiveStage STAGE = LiveStage.start(LiveStage.Plot.BALANCER);

  @AfterAll
  static void stop() throws Exception {
    STAGE.end();
  }

  @Nested
  class OfTheBalancer extends BalancerContract {
    OfTheBalancer() throws Exception {
      super(STAGE.cleared());
    }
  }

  @Nested
  class OfTheProbe extends ProbeContract {
    OfTheProbe() throws Exception {
      super(STAGE.cleared());
    }
  }
}
