package ballast.plan;

import ballast.model.BalancerChoice;
import ballast.model.HostView;
import ballast.model.Service;
import ballast.model.Strategy;
import java.util.Optional;

/// The spare slots that a strategy needs of a host.
public record Reserve(Service service, Strategy strategy) {
  public int needed() {
    return strategy.sparesFor(service.slots());
  }

  /// How many places a host has beyond the service's slots.
  public int of(HostView.Seen host) {
    return Math.max(0, host.slotsAndSpares().size() - service.slots());
  }

  /// What is to be done where a host has too few.
  public Optional<String> lacking(HostView.Seen host) {
    if (of(host) >= needed()) {
      return Optional.empty();
    }
    return Optional.of(
        "strategy %s needs %d spare slot%s on each host, and HAProxy has %d: %s"
            .formatted(
                strategy,
                needed(),
                needed() == 1 ? "" : "s",
                of(host),
                widen(service.balancer().server().of(service.slots() + of(host) + 1))));
  }

  private String widen(String server) {
    return switch (service.balancer()) {
      case BalancerChoice.Managed _ ->
          "write `rollout: {strategy: %s%s}`, then ballast setup"
              .formatted(strategy, strategy.name().equals("surge") ? ", surge: " + needed() : "");
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ ->
          "add `server %s ADDRESS:%d check` to backend %s, and reload it"
              .formatted(server, service.port(), service.balancer().backend());
    };
  }
}
