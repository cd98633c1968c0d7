package ballast.reach;

import ballast.config.Config;
import ballast.model.BalancerChoice;
import ballast.model.Certificate;
import ballast.model.Host;
import ballast.model.Service;
import ballast.plan.Scope;
import ballast.port.Crew;
import ballast.port.Fence;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /// Does it once HAProxy has accepted on every host what is to be there; where it refuses that on
  /// one, none is touched.
  ///
  /// @param fence asked before anything is changed
  public List<BalancerSetup.Result> carryOut(
      List<BalancerSetup.Prepared.Ready> prepared, BalancerSetup.Replacing replacing, Fence fence)
      throws InterruptedException {
    return new SetupOrder(replacing, crew)
        .carryOut(prepared, one -> check(one, fence), one -> carryOut(one, replacing, fence));
  }

  private BalancerSetup.Result check(BalancerSetup.Prepared.Ready one, Fence fence)
      throws InterruptedException {
    return BalancerSetup.check(config.service(), managed, certificates, one, host(one), fence);
  }

  private BalancerSetup.Result carryOut(
      BalancerSetup.Prepared.Ready one, BalancerSetup.Replacing replacing, Fence fence)
      throws InterruptedException {
    return BalancerSetup.of(
        config.service(), managed, certificates, one, host(one), replacing, fence);
  }

  private ReachedHost host(BalancerSetup.Prepared.Ready one) {
    return Objects.requireNonNull(hosts.get(one.host()), "prepared on another fleet");
  }
}
