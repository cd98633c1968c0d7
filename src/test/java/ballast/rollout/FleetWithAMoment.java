package ballast.rollout;

import ballast.model.Host;
import ballast.port.Balancer;
import ballast.port.Engine;
import ballast.port.Fleet;
import ballast.port.Front;
import ballast.port.Probe;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;

/// A fleet in which something happens in the very moment of what one server is asked: no look that
/// came before can know of it.
final class FleetWithAMoment implements Fleet {
  private final Fleet fleet;
  private final Host host;
  private final String server;
  private final Moment before;
  private final Moment after;

  /// Something that happens around a call of a balancer about the server.
  interface Moment {
    /// @param call such as `drain`
    void at(String call, Balancer balancer) throws Exception;
  }

  private FleetWithAMoment(Fleet fleet, Host host, String server, Moment before, Moment after) {
    this.fleet = fleet;
    this.host = host;
    this.server = server;
    this.before = before;
    this.after = after;
  }

  static FleetWithAMoment before(Fleet fleet, Host host, String server, Moment moment) {
    return new FleetWithAMoment(fleet, host, server, moment, (_, _) -> {});
  }

  static FleetWithAMoment after(Fleet fleet, Host host, String server, Moment moment) {
    return new FleetWithAMoment(fleet, host, server, (_, _) -> {}, moment);
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
              boolean about = arguments != null && server.equals(arguments[0]);
              if (about) {
                before.at(method.getName(), balancer);
              }
              try {
                Object answer = method.invoke(balancer, arguments);
                if (about) {
                  after.at(method.getName(), balancer);
                }
                return answer;
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
