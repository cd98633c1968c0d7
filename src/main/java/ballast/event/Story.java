package ballast.event;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Numbers events, stamps them with the time, and hands each to every listener in the same order.
public final class Story {
  private final Supplier<Instant> clock;
  private final List<Listener> listeners;
  private final ReentrantLock lock = new ReentrantLock();
  private long sequence;

  public Story(Supplier<Instant> clock, List<Listener> listeners) {
    this.clock = clock;
    this.listeners = List.copyOf(listeners);
  }

  /// Safe to call from any thread.
  public void tell(Event event) {
    lock.lock();
    try {
      var entry = new Entry(++sequence, clock.get(), event);
      listeners.forEach(listener -> listener.accept(entry));
    } finally {
      lock.unlock();
    }
  }
}
