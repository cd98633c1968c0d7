package ballast.sim;

import ballast.model.Berth;
import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.Image;
import ballast.model.Origin;
import ballast.model.Release;
import ballast.model.Slot;
import ballast.model.Start;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Edge;
import ballast.port.Engine;
import ballast.port.Fence;
import ballast.port.Fleet;
import ballast.port.Front;
import ballast.port.Probe;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Ports that hand every call on, for planted bugs to change one of them.
final class Through {
  private Through() {}

  /// A fleet whose balancers and engines are wrapped, each balancer once: it may remember.
  record Wrapped(
      Fleet fleet,
      UnaryOperator<Engine> engines,
      UnaryOperator<Balancer> balancers,
      Map<Host, Balancer> kept)
      implements Fleet {
    Wrapped(Fleet fleet, UnaryOperator<Engine> engines, UnaryOperator<Balancer> balancers) {
      this(fleet, engines, balancers, new HashMap<>());
    }

    @Override
    public List<Host> hosts() {
      return fleet.hosts();
    }

    @Override
    public Engine engine(Host host) {
      return engines.apply(fleet.engine(host));
    }

    @Override
    public Balancer balancer(Host host) {
      return kept.computeIfAbsent(host, one -> balancers.apply(fleet.balancer(one)));
    }

    @Override
    public Optional<Front> edge() {
      return fleet.edge();
    }

    @Override
    public Probe probe(Host host) {
      return fleet.probe(host);
    }
  }

  static class ToEdge implements Edge {
    final Edge real;

    ToEdge(Edge real) {
      this.real = real;
    }

    @Override
    public EdgeView read(Host host) throws CallFailed, InterruptedException {
      return real.read(host);
    }

    @Override
    public void leave(Host host) throws CallFailed, InterruptedException {
      real.leave(host);
    }

    @Override
    public void join(Host host) throws CallFailed, InterruptedException {
      real.join(host);
    }
  }

  /// A fleet with another edge in front of it.
  record Behind(Fleet fleet, UnaryOperator<Edge> edges) implements Fleet {
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
      return fleet
          .edge()
          .map(front ->
              new Front(edges.apply(front.edge()), front.leave(), front.join(), front.poll()));
    }

    @Override
    public Probe probe(Host host) {
      return fleet.probe(host);
    }
  }

  static class ToBalancer implements Balancer {
    final Balancer real;

    ToBalancer(Balancer real) {
      this.real = real;
    }

    @Override
    public View read() throws CallFailed, InterruptedException {
      return real.read();
    }

    @Override
    public void drain(String server) throws CallFailed, InterruptedException {
      real.drain(server);
    }

    @Override
    public Drained drained(String server) throws CallFailed, InterruptedException {
      return real.drained(server);
    }

    @Override
    public void fence(String server) throws CallFailed, InterruptedException {
      real.fence(server);
    }

    @Override
    public void hangUp(String server) throws CallFailed, InterruptedException {
      real.hangUp(server);
    }

    @Override
    public void examine(String server) throws CallFailed, InterruptedException {
      real.examine(server);
    }

    @Override
    public Proof proof(String server) throws CallFailed, InterruptedException {
      return real.proof(server);
    }

    @Override
    public void admit(String server, int weight) throws CallFailed, InterruptedException {
      real.admit(server, weight);
    }

    @Override
    public void prepare() throws CallFailed, InterruptedException {
      real.prepare();
    }

    @Override
    public void remember(String server, Start start) throws CallFailed, InterruptedException {
      real.remember(server, start);
    }

    @Override
    public Duration pollInterval() {
      return real.pollInterval();
    }
  }

  static class ToEngine implements Engine {
    final Engine real;

    ToEngine(Engine real) {
      this.real = real;
    }

    @Override
    public List<Found> containers() throws CallFailed, InterruptedException {
      return real.containers();
    }

    @Override
    public boolean has(Image image) throws CallFailed, InterruptedException {
      return real.has(image);
    }

    @Override
    public void pull(Image image, PullWatch watch) throws CallFailed, InterruptedException {
      real.pull(image, watch);
    }

    @Override
    public String create(Slot slot, Release release, Origin origin)
        throws CallFailed, InterruptedException {
      return real.create(slot, release, origin);
    }

    @Override
    public void start(String container) throws CallFailed, InterruptedException {
      real.start(container);
    }

    @Override
    public void stop(String container, Duration grace) throws CallFailed, InterruptedException {
      real.stop(container, grace);
    }

    @Override
    public void move(Slot slot, Berth berth, Berth.Place to, Fence fence)
        throws CallFailed, InterruptedException {
      real.move(slot, berth, to, fence);
    }

    @Override
    public void remove(String container) throws CallFailed, InterruptedException {
      real.remove(container);
    }

    @Override
    public Obituary obituary(String container, int lastLines)
        throws CallFailed, InterruptedException {
      return real.obituary(container, lastLines);
    }

    @Override
    public void keepImages(Image current, Optional<String> previousImageId)
        throws CallFailed, InterruptedException {
      real.keepImages(current, previousImageId);
    }
  }
}
