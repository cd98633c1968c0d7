package ballast.rollout;

import ballast.model.NamePattern;
import ballast.model.Service;
import ballast.plan.Lane;
import ballast.port.Balancer;
import ballast.port.CallFailed;

/// The last look before a slot is taken out: what a host's HAProxy says now, not what the planner
/// saw.
///
/// The planner keeps the budget of fleet and host by what it has observed; this keeps the host's
/// against everyone else.
record Floor(Service service) {
  /// Whether enough others of its host serve. Asked before the drain of a slot that serves, and
  /// again after it: someone else may have taken one out in the same moment.
  void holdsWithout(Lane lane, Balancer.View view) throws CallFailed, WouldBreak {
    NamePattern servers = service.balancer().server();
    for (int number = 1; number <= service.slots(); number++) {
      // Throws where it is gone: what is not there does not serve.
      view.server(servers.of(number));
    }
    String own = servers.of(lane.slot().number());
    long serving =
        view.servers().stream()
            .filter(server -> servers.slotOf(server.name()).isPresent())
            .filter(server -> server.serving() && !server.name().equals(own))
            .count();
    if (serving < lane.mustServe()) {
      throw new WouldBreak(
          "only %d of %d slots would serve on %s, and %d must"
              .formatted(serving, service.slots(), lane.slot().host(), lane.mustServe()));
    }
  }

  /// Taking this slot out now would leave too few, or break into what someone else does.
  static final class WouldBreak extends Exception {
    private static final long serialVersionUID = 1;

    WouldBreak(String message) {
      super(message);
    }
  }
}
