package ballast.command;

import ballast.model.EdgeSight;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Edge;
import ballast.port.Fleet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// What the load balancer in front of the hosts says of each. Touches nothing.
final class EdgeLook {
  private EdgeLook() {}

  /// Of every host, in inventory order, also of those that cannot be read themselves; empty where
  /// the config has no edge.
  static Map<Host, EdgeSight> of(Observed observed, Fleet fleet, Crew crew)
      throws InterruptedException {
    if (fleet.edge().isEmpty()) {
      return Map.of();
    }
    Edge edge = fleet.edge().get().edge();
    List<Callable<EdgeSight>> looks =
        observed.hosts().stream()
            .<Callable<EdgeSight>>map(view ->
                switch (view) {
                  case HostView.Seen seen -> seen::edge;
                  case HostView.Unreachable dark -> () -> look(edge, dark.host());
                })
            .toList();
    List<EdgeSight> seen = crew.all(looks);
    var sights = new LinkedHashMap<Host, EdgeSight>();
    for (int i = 0; i < seen.size(); i++) {
      sights.put(observed.hosts().get(i).host(), seen.get(i));
    }
    return sights;
  }

  private static EdgeSight look(Edge edge, Host host) throws InterruptedException {
    try {
      return new EdgeSight.Seen(edge.read(host));
    } catch (CallFailed failed) {
      return new EdgeSight.Unseen(failed.problem());
    }
  }
}
