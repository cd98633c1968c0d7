package ballast.rollout;

import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Fleet;
import ballast.port.Front;
import ballast.port.Probe;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;

/// A fleet whose first call to drain a server is refused, while something else happens.
final class FleetWithADrainRefused implements Fleet {
  private final Fleet fleet;
  private final Host host;
  private final Runnable meanwhile;
  private boolean refused;

  FleetWithADrainRefused(Fleet fleet, Host host, Runnable meanwhile) {
    this.fleet = fleet;
    this.host = host;
    this.meanwhile = meanwhile;
  }

  @Override
  public List<Host> hosts() {
    return fleet.hosts();
  }

  @Override
  public Engine engine(Host on) {
    return fleet.engine(on);
  }

  @Override
  public Optional<Front> edge() {
    return fleet.edge();
  }

  @Override
  public Probe probe(Host on) {
    return fleet.probe(on);
  }

  @Override
  public Balancer balancer(Host on) {
    Balancer balancer = fleet.balancer(on);
    if (!on.equals(host)) {
      return balancer;
    }
    return (Balancer)
        Proxy.newProxyInstance(
            Balancer.class.getClassLoader(),
            new Class<?>[] {Balancer.class},
            (_, method, arguments) -> {
              if (method.getName().equals("drain") && !refused) {
                refused = true;
                meanwhile.run();
                throw new CallFailed(
                    new Problem("drain failed", "connection refused", "look"),
                    CallFailed.Effect.NONE);
              }
              try {
                return method.invoke(balancer, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
