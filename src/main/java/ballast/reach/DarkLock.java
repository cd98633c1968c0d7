package ballast.reach;

import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.model.Order;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.Lock;
import java.util.Optional;

/// The lock of a service whose anchor could not be reached: whatever it is asked, it answers why.
record DarkLock(Problem problem) implements Lock {
  private CallFailed dark() {
    return new CallFailed(problem, CallFailed.Effect.NONE);
  }

  @Override
  public Attempt take(LockHolder holder) throws CallFailed {
    throw dark();
  }

  @Override
  public Optional<LockView> look() throws CallFailed {
    throw dark();
  }

  @Override
  public Renewal renew(String token, String report) throws CallFailed {
    throw dark();
  }

  @Override
  public boolean remove(String token) throws CallFailed {
    throw dark();
  }

  @Override
  public boolean leave(String token, Order order) throws CallFailed {
    throw dark();
  }

  @Override
  public long lastGeneration() throws CallFailed {
    throw dark();
  }
}
