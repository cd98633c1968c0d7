package ballast.rollout;

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
import java.util.List;
import java.util.Optional;

/// A fleet on which nothing can be changed but by who holds the lock at that moment.
record FencedFleet(Fleet fleet, Lease lease) implements Fleet {
  @Override
  public List<Host> hosts() {
    return fleet.hosts();
  }

  @Override
  public Engine engine(Host host) {
    return new FencedEngine(fleet.engine(host), lease);
  }

  @Override
  public Balancer balancer(Host host) {
    return new FencedBalancer(fleet.balancer(host), lease);
  }

  @Override
  public Probe probe(Host host) {
    return fleet.probe(host);
  }

  @Override
  public Optional<Front> edge() {
    return fleet
        .edge()
        .map(front ->
            new Front(
                new FencedEdge(front.edge(), lease), front.leave(), front.join(), front.poll()));
  }

  private record FencedEdge(Edge edge, Lease lease) implements Edge {
    @Override
    public EdgeView read(Host host) throws CallFailed, InterruptedException {
      return edge.read(host);
    }

    @Override
    public void leave(Host host) throws CallFailed, InterruptedException {
      lease.mustHold();
      edge.leave(host);
    }

    @Override
    public void join(Host host) throws CallFailed, InterruptedException {
      lease.mustHold();
      edge.join(host);
    }
  }

  private record FencedEngine(Engine engine, Lease lease) implements Engine {
    @Override
    public List<Found> containers() throws CallFailed, InterruptedException {
      return engine.containers();
    }

    @Override
    public boolean has(Image image) throws CallFailed, InterruptedException {
      return engine.has(image);
    }

    @Override
    public void pull(Image image, PullWatch watch) throws CallFailed, InterruptedException {
      lease.mustHold();
      engine.pull(image, watch);
    }

    @Override
    public String create(Slot slot, Release release, Origin origin)
        throws CallFailed, InterruptedException {
      lease.mustHold();
      return engine.create(slot, release, origin);
    }

    @Override
    public void start(String container) throws CallFailed, InterruptedException {
      lease.mustHold();
      engine.start(container);
    }

    @Override
    public void stop(String container, Duration grace) throws CallFailed, InterruptedException {
      lease.mustHold();
      engine.stop(container, grace);
    }

    @Override
    public void move(Slot slot, Berth berth, Berth.Place to, Fence fence)
        throws CallFailed, InterruptedException {
      lease.mustHold();
      engine.move(
          slot,
          berth,
          to,
          () -> {
            fence.mustHold();
            lease.mustHold();
          });
    }

    @Override
    public void remove(String container) throws CallFailed, InterruptedException {
      lease.mustHold();
      engine.remove(container);
    }

    @Override
    public Obituary obituary(String container, int lastLines)
        throws CallFailed, InterruptedException {
      return engine.obituary(container, lastLines);
    }

    @Override
    public void keepImages(Image current, Optional<String> previousImageId)
        throws CallFailed, InterruptedException {
      lease.mustHold();
      engine.keepImages(current, previousImageId);
    }
  }

  private record FencedBalancer(Balancer balancer, Lease lease) implements Balancer {
    @Override
    public View read() throws CallFailed, InterruptedException {
      return balancer.read();
    }

    @Override
    public void drain(String server) throws CallFailed, InterruptedException {
      lease.mustHold();
      balancer.drain(server);
    }

    @Override
    public Drained drained(String server) throws CallFailed, InterruptedException {
      // It drains anew where a reload or a person gave the server requests.
      lease.mustHold();
      return balancer.drained(server);
    }

    @Override
    public void fence(String server) throws CallFailed, InterruptedException {
      lease.mustHold();
      balancer.fence(server);
    }

    @Override
    public void hangUp(String server) throws CallFailed, InterruptedException {
      lease.mustHold();
      balancer.hangUp(server);
    }

    @Override
    public void examine(String server) throws CallFailed, InterruptedException {
      lease.mustHold();
      balancer.examine(server);
    }

    @Override
    public Proof proof(String server) throws CallFailed, InterruptedException {
      return balancer.proof(server);
    }

    @Override
    public void admit(String server, int weight) throws CallFailed, InterruptedException {
      lease.mustHold();
      balancer.admit(server, weight);
    }

    @Override
    public void prepare() throws CallFailed, InterruptedException {
      balancer.prepare();
    }

    @Override
    public void remember(String server, Start start) throws CallFailed, InterruptedException {
      lease.mustHold();
      balancer.remember(server, start);
    }

    @Override
    public Duration pollInterval() {
      return balancer.pollInterval();
    }
  }
}
