package ballast.reach;

import ballast.config.Config;
import ballast.model.BalancerChoice;
import ballast.model.Certificate;
import ballast.model.Host;
import ballast.model.Service;
import ballast.plan.Scope;
import ballast.port.Crew;
import ballast.port.Fence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The managed balancers of all hosts, made ready.
///
/// @param certificates all that the config names
/// @param anchor the host that keeps the service's lock
/// @param hosts those that were reached
public record FleetSetup(
    Config config,
    BalancerChoice.Managed managed,
    List<Certificate> certificates,
    Host anchor,
    Map<Host, ReachedHost> hosts,
    Crew crew) {
  public FleetSetup {
    certificates = List.copyOf(certificates);
    hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
  }

  /// What would be done on each host in scope. Touches nothing.
  public List<BalancerSetup.Prepared> prepare(Scope scope, BalancerTemplate template)
      throws InterruptedException {
    Service service = config.service();
    var wish =
        new BalancerSetup.Wish(
            service,
            config.policy().strategy().sparesFor(service.slots()),
            managed,
            certificates,
            template,
            anchor);
    List<Callable<BalancerSetup.Prepared>> tasks =
        hosts.values().stream()
            .filter(host -> scope.includes(host.host()))
            .<Callable<BalancerSetup.Prepared>>map(host -> () -> BalancerSetup.prepare(wish, host))
            .toList();
    return crew.all(tasks);
  }

  /// Does it; what fails on one host does not keep the others from it.
  ///
  /// @param fence asked before anything is changed
  public List<BalancerSetup.Result> carryOut(
      List<BalancerSetup.Prepared.Ready> prepared, BalancerSetup.Replacing replacing, Fence fence)
      throws InterruptedException {
    return switch (replacing) {
      case REFUSED -> {
        List<Callable<BalancerSetup.Result>> tasks =
            prepared.stream()
                .<Callable<BalancerSetup.Result>>map(one -> () -> carryOut(one, replacing, fence))
                .toList();
        yield crew.all(tasks);
      }
      case ALLOWED -> oneAfterTheOther(prepared, fence);
    };
  }

  private BalancerSetup.Result carryOut(
      BalancerSetup.Prepared.Ready one, BalancerSetup.Replacing replacing, Fence fence)
      throws InterruptedException {
    ReachedHost host = Objects.requireNonNull(hosts.get(one.host()), "prepared on another fleet");
    return BalancerSetup.of(config.service(), managed, certificates, one, host, replacing, fence);
  }

  /// No more than one host is without a balancer: what fails on one would fail on the next.
  private List<BalancerSetup.Result> oneAfterTheOther(
      List<BalancerSetup.Prepared.Ready> prepared, Fence fence) throws InterruptedException {
    var results = new ArrayList<BalancerSetup.Result>();
    Optional<Host> failed = Optional.empty();
    for (BalancerSetup.Prepared.Ready one : prepared) {
      BalancerSetup.Result result =
          failed.isPresent()
              ? BalancerSetup.notBegun(one.host(), failed.get())
              : carryOut(one, BalancerSetup.Replacing.ALLOWED, fence);
      if (failed.isEmpty() && result instanceof BalancerSetup.Result.Failed) {
        failed = Optional.of(one.host());
      }
      results.add(result);
    }
    return results;
  }
}
