package ballast.contract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/// A real Docker Engine keeps what the ports promise.
class EngineContractLiveTest {
  private static final LiveStage STAGE = LiveStage.start(LiveStage.Plot.ENGINE);

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
  class OfTheLock extends LockContract {
    OfTheLock() throws Exception {
      super(STAGE.cleared());
    }
  }
}
