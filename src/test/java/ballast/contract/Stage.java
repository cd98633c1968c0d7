package ballast.contract;

import ballast.model.Release;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.port.Balancer;
import ballast.port.Engine;
import ballast.port.Lock;
import ballast.port.Probe;
import ballast.port.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/// One host, simulated or real, with an engine and an HAProxy in front of its slots, and the hands
/// of the world on it. No container is there yet.
interface Stage {
  Service service();

  Slot slot(int number);

  Engine engine();

  Balancer balancer();

  Probe probe();

  Lock lock();

  Time time();

  <T> List<T> atOnce(List<? extends Callable<T>> tasks) throws Exception;

  /// A release that the registry has, whose containers are of that temper; the same one each time.
  Release release(Temper temper);

  /// A release whose image no registry has.
  Release absent();

  /// What its containers do once they are started.
  enum Temper {
    /// Answers, and ends at once when it is asked to stop.
    WELL,
    /// The same, of another release.
    WELL_TOO,
    /// Runs, and its health check says no.
    SICK,
    /// Runs, and does not listen to what asks it to stop.
    DEAF,
    /// Says `one` and `two` and ends with 3, and is not started again.
    ENDS,
    /// Ends with 3 soon after each start, and is started again and again.
    CRASHES
  }

  /// Sends a request that takes that long through HAProxy; some serving slot gets it.
  void request(Duration takes) throws Exception;

  /// Ends the engine as the system does when it goes down, and starts it again.
  void restartEngine() throws Exception;

  /// HAProxy starts from its config again; the worker before goes on with the requests it has.
  void reload() throws Exception;
}
