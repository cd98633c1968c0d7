package ballast.rollout;

import java.util.concurrent.atomic.AtomicBoolean;

/// How a person asks a rollout to stop: slots in hand are finished, no other is begun.
public final class StopSign {
  private final AtomicBoolean raised = new AtomicBoolean();

  /// @return whether this was the first time
  public boolean raise() {
    return raised.compareAndSet(false, true);
  }

  public boolean raised() {
    return raised.get();
  }
}
