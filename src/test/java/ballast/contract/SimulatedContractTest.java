package ballast.contract;

import org.junit.jupiter.api.Nested;

/// The simulated fleet keeps what the ports promise.
class SimulatedContractTest {
  @Nested
  class OfTheEngine extends EngineContract {
    OfTheEngine() {
      super(new SimulatedStage());
    }
  }

  @Nested
  class OfItsContainersEnds extends ObituaryContract {
    OfItsContainersEnds() {
      super(new SimulatedStage());
    }
  }

  @Nested
  class OfTheBalancer extends BalancerContract {
    OfTheBalancer() {
      super(new SimulatedStage());
    }
  }

  @Nested
  class OfTheProbe extends ProbeContract {
    OfTheProbe() {
      super(new SimulatedStage());
    }
  }

  @Nested
  class OfTheLock extends LockContract {
    OfTheLock() {
      super(new SimulatedStage());
    }
  }
}
