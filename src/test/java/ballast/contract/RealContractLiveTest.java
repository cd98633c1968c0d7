package ballast.contract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/// A real Docker Engine and a real HAProxy keep what the ports promise.
class RealContractLiveTest {
  private static final LiveStage STAGE = LiveStage.start();

  @AfterAll
  static void stop() throws Exception {
    STAGE.end();
  }

  @Nested
  class OfTheEngine extends EngineContract {
    OfTheEngine() throws Exception {
      super(STAGE.cleared());
    }
  }

  @Nested
  class OfItsContainersEnds extends ObituaryContract {
    OfItsContainersEnds() throws Exception {
      super(STAGE.cleared());
    }
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

  @Nested
  class OfTheLock extends LockContract {
    OfTheLock() throws Exception {
      super(STAGE.cleared());
    }
  }
}
