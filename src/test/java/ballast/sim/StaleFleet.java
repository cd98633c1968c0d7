package ballast.sim;

import ballast.model.Host;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Fleet;
import ballast.port.Front;
import ballast.port.Probe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A planted bug: only every twentieth look at a balancer is a real one.
final class StaleFleet implements Fleet {
  private static final int LOOKS = 20;

  private final Fleet fleet;
  private final Map<Host, Balancer> balancers = new HashMap<>();

  StaleFleet(Fleet fleet) {
    this.fleet = fleet;
  }

  @Override
  public List<Host> hosts() {
    return fleet.hosts();
  }

  @Override
  public Engine engine(Host host) {
    return fleet.engine(host);
  }

  @Override
  public Balancer balancer(Host host) {
    return balancers.computeIfAbsent(host, one -> new Stale(fleet.balancer(one)));
  }

  @Override
  public Optional<Front> edge() {
    return fleet.edge();
  }

  @Override
  public Probe probe(Host host) {
    return fleet.probe(host);
  }

  private static final class Stale extends Through.ToBalancer {
    private Optional<View> seen = Optional.empty();
    private int looks;

    Stale(Balancer real) {
      super(real);
    }

    @Override
    public View read() throws CallFailed, InterruptedException {
      if (looks++ % LOOKS == 0 || seen.isEmpty()) {
        seen = Optional.of(real.read());
      }
      return seen.orElseThrow();
    }
  }
}
