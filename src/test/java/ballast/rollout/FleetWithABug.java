package ballast.rollout;

import ballast.model.Host;
import ballast.model.Slot;
import ballast.port.Balancer;
import ballast.port.Engine;
import ballast.port.Fleet;
import ballast.port.Front;
import ballast.port.Probe;
import java.util.List;
import java.util.Optional;

/// A fleet whose adapter has a bug that one slot's first health answer meets.
final class FleetWithABug implements Fleet {
  private final Fleet fleet;
  private final Slot bitten;
  private boolean met;

  FleetWithABug(Fleet fleet, Slot bitten) {
    this.fleet = fleet;
    this.bitten = bitten;
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
    return fleet.balancer(host);
  }

  @Override
  public Optional<Front> edge() {
    return fleet.edge();
  }

  @Override
  public Probe probe(Host host) {
    return slot -> {
      if (slot.equals(bitten) && !met) {
        met = true;
        throw new IndexOutOfBoundsException("index 7 is out of bounds");
      }
      return fleet.probe(host).ask(slot);
    };
  }
}
