package ballast.rollout;

import ballast.model.Host;
import ballast.model.ServerView;
import ballast.port.Balancer;
import ballast.port.Engine;
import ballast.port.Fleet;
import ballast.port.Front;
import ballast.port.Probe;
import ballast.port.Time;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A fleet that sends the drain of one server only when that has come up: whoever looked before saw
/// it down.
final class FleetWithALateDrain implements Fleet {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int MOST_LOOKS = 1_000;

  private final Fleet fleet;
  private final Host host;
  private final String server;
  private final Time time;

  FleetWithALateDrain(Fleet fleet, Host host, String server, Time time) {
    this.fleet = fleet;
    this.host = host;
    this.server = server;
    this.time = time;
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
              if (method.getName().equals("drain") && server.equals(arguments[0])) {
                awaitUp(balancer);
              }
              try {
                return method.invoke(balancer, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  private void awaitUp(Balancer balancer) throws Exception {
    for (int looks = 0; looks < MOST_LOOKS; looks++) {
      if (balancer.read().server(server).up() == ServerView.Condition.UP) {
        return;
      }
      time.sleep(POLL);
    }
  }
}
