package ballast.sim;

import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.port.CallFailed;
import ballast.port.Edge;

/// The edge of a simulated fleet, as Ballast reaches it: calls take time, get lost, and are what a
/// controller dies at.
record WiredEdge(SimulatedEdge edge, Wire wire, Promises promises) implements Edge {
  @Override
  public EdgeView read(Host host) throws CallFailed, InterruptedException {
    return wire.read(Wire.Peer.BALANCER, "state of " + host, () -> edge.view(host));
  }

  @Override
  public void leave(Host host) throws CallFailed, InterruptedException {
    wire.change(
        Wire.Peer.BALANCER,
        host + " leaves",
        () -> {
          edge.lets(host);
          promises.leavesEdge();
          return true;
        });
  }

  @Override
  public void join(Host host) throws CallFailed, InterruptedException {
    wire.change(
        Wire.Peer.BALANCER,
        host + " joins",
        () -> {
          edge.takes(host);
          promises.joinsEdge(host);
          return true;
        });
  }
}
