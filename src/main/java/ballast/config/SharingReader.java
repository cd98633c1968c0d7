package ballast.config;

import ballast.model.BalancerChoice;
import ballast.model.Route;
import ballast.model.Sharing;
import java.util.Optional;

/// Reads `balancer: {shared: NAME, route: {hosts, path}}`.
///
/// Of a shared balancer each service writes its own part: what belongs to all of them follows from
/// the parts, and nobody's template can have it.
final class SharingReader {
  private SharingReader() {}

  static Optional<Sharing> read(Section balancer, BalancerChoice.Entrance entrance) {
    Section route = balancer.section(Key.ROUTE);
    var wanted =
        new Route(
            route.list(Key.ROUTE_HOSTS, Forms.ROUTE_HOST),
            route.maybe(Key.ROUTE_PATH, Forms.ROUTE_PATH));
    Optional<String> shared = balancer.maybe(Key.SHARED, Forms.SHARED_BALANCER);
    if (balancer.has(Key.SHARED)) {
      checkAlone(balancer, entrance);
    } else if (balancer.node(Key.ROUTE).filter(BalancerReader::says).isPresent()) {
      mistake(
          balancer,
          Key.ROUTE,
          "route goes with shared: NAME; a balancer of one service sends it everything",
          "name the balancer that is shared, or leave it out");
    }
    return shared.map(name -> new Sharing(name, wanted));
  }

  private static void checkAlone(Section balancer, BalancerChoice.Entrance entrance) {
    if (balancer.has(Key.TEMPLATE)) {
      mistake(
          balancer,
          Key.TEMPLATE,
          "template does not go with shared, whose config is made from the parts of all services",
          "leave one of them out");
    }
    switch (entrance) {
      case BalancerChoice.Entrance.Tcp _ ->
          mistake(
              balancer,
              Key.SHARED,
              "shared does not go with mode: tcp, where nothing tells whose a connection is",
              "leave it out: the service gets an HAProxy of its own beside the shared one");
      case BalancerChoice.Entrance.Http _ -> {}
    }
  }

  private static void mistake(Section balancer, Key key, String what, String hint) {
    balancer
        .keyNode(key)
        .ifPresent(node -> balancer.notes().mistake(node, "balancer: " + what, hint));
  }
}
