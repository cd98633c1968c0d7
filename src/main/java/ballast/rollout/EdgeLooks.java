package ballast.rollout;

import ballast.model.EdgeSight;
import ballast.model.Host;
import ballast.port.CallFailed;
import ballast.port.Edge;
import ballast.port.Fleet;
import ballast.port.Front;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What a survey asks the edge: it may be slow, and has a quota.
final class EdgeLooks {
  /// How often.
  enum Often {
    /// At every look at a host, and again where it could not be asked: what is done there depends
    /// on it.
    ALWAYS,
    /// Until the edge has said that it sends the host requests, or could not be asked: nothing that
    /// is done there depends on it, and who is out is waited for.
    UNTIL_IN
  }

  private final Optional<Edge> edge;
  private final Often often;
  private final Map<Host, EdgeSight> settled = new ConcurrentHashMap<>();

  EdgeLooks(Fleet fleet, Often often) {
    this.edge = fleet.edge().map(Front::edge);
    this.often = often;
  }

  /// Whether a look without its word is no look.
  boolean needed() {
    return often == Often.ALWAYS;
  }

  EdgeSight at(Host host) throws InterruptedException {
    EdgeSight known = settled.get(host);
    if (known != null) {
      return known;
    }
    EdgeSight sight = edge.isPresent() ? ask(edge.get(), host) : new EdgeSight.NotAsked();
    switch (often) {
      case ALWAYS -> {}
      case UNTIL_IN -> {
        if (!sight.shut()) {
          settled.put(host, sight);
        }
      }
    }
    return sight;
  }

  private static EdgeSight ask(Edge edge, Host host) throws InterruptedException {
    try {
      return new EdgeSight.Seen(edge.read(host));
    } catch (CallFailed failed) {
      return new EdgeSight.Unseen(failed.problem());
    }
  }
}
