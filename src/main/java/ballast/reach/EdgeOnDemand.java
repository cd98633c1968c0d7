package ballast.reach;

import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.port.CallFailed;
import ballast.port.Edge;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The edge, reached when it is asked for the first time: most commands never do.
final class EdgeOnDemand implements Edge, AutoCloseable {
  /// What could not be reached is not tried again for every host that is asked about meanwhile.
  private static final Duration BEFORE_TRYING_AGAIN = Duration.ofSeconds(5);

  /// Opens the way to it.
  interface Way {
    ReachedEdge open() throws CallFailed, InterruptedException;
  }

  private record Failure(CallFailed why, Instant at) {}

  private final Way way;
  private final Time time;
  private Optional<ReachedEdge> reached = Optional.empty();
  private Optional<Failure> failure = Optional.empty();

  EdgeOnDemand(Way way, Time time) {
    this.way = way;
    this.time = time;
  }

  @Override
  public EdgeView read(Host host) throws CallFailed, InterruptedException {
    return edge().read(host);
  }

  @Override
  public void leave(Host host) throws CallFailed, InterruptedException {
    edge().leave(host);
  }

  @Override
  public void join(Host host) throws CallFailed, InterruptedException {
    edge().join(host);
  }

  private synchronized Edge edge() throws CallFailed, InterruptedException {
    if (reached.isEmpty()) {
      reached = Optional.of(open());
    }
    return reached.get().edge();
  }

  private ReachedEdge open() throws CallFailed, InterruptedException {
    if (failure.isPresent() && time.now().isBefore(failure.get().at().plus(BEFORE_TRYING_AGAIN))) {
      throw failure.get().why();
    }
    try {
      return way.open();
    } catch (CallFailed failed) {
      failure = Optional.of(new Failure(failed, time.now()));
      throw failed;
    }
  }

  @Override
  public synchronized void close() {
    reached.ifPresent(ReachedEdge::close);
  }
}
