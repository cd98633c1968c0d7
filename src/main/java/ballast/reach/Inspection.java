package ballast.reach;

import ballast.haproxy.Expected;
import ballast.haproxy.Finding;
import ballast.haproxy.ShownCertificate;
import ballast.model.BalancerChoice;
import ballast.model.CertificateView;
import ballast.model.CertificatesOfHost;
import ballast.model.Health;
import ballast.model.Host;
import ballast.model.Https;
import ballast.model.NamePattern;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.Service;
import ballast.plan.Scope;
import ballast.port.CallFailed;
import ballast.port.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What the balancers of the hosts that were reached tell of themselves.
public record Inspection(Service service, List<ReachedHost> hosts, Crew crew) {
  public Inspection {
    hosts = List.copyOf(hosts);
  }

  /// What each host's balancer serves as certificates, as it tells itself; nothing where TLS does
  /// not end there.
  public List<CertificatesOfHost> certificates() throws InterruptedException {
    List<Https.File> files =
        switch (service.balancer()) {
          case BalancerChoice.Managed managed ->
              managed.https().map(Https::files).orElse(List.of());
          case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ -> List.of();
        };
    if (files.isEmpty()) {
      return List.of();
    }
    List<Callable<CertificatesOfHost>> tasks =
        hosts.stream()
            .<Callable<CertificatesOfHost>>map(host -> () -> certificates(host, files))
            .toList();
    return crew.all(tasks);
  }

  private static CertificatesOfHost certificates(ReachedHost host, List<Https.File> files)
      throws InterruptedException {
    var served = new ArrayList<CertificateView>();
    try {
      for (Https.File file : files) {
        ShownCertificate shown = host.certificates().show(BalancerSetup.path(file.name()));
        served.add(
            new CertificateView(
                file.path().toString(), shown.fingerprint(), shown.lifetime(), shown.names()));
      }
      return new CertificatesOfHost.Served(host.host(), served);
    } catch (CallFailed untold) {
      return new CertificatesOfHost.Untold(host.host(), untold.problem());
    }
  }

  /// What stands in the way of a rollout at the hosts' balancers.
  public List<Concern> concerns(Scope scope) throws InterruptedException {
    List<Callable<List<Concern>>> tasks =
        hosts.stream()
            .filter(host -> scope.includes(host.host()))
            .<Callable<List<Concern>>>map(host -> () -> concerns(host))
            .toList();
    return crew.all(tasks).stream().flatMap(List::stream).toList();
  }

  private List<Concern> concerns(ReachedHost host) throws InterruptedException {
    try {
      Optional<Problem> unfinished = host.unfinished(service);
      if (unfinished.isPresent()) {
        return List.of(new Concern(host.host(), Concern.Weight.REFUSE, unfinished.get()));
      }
      return host.balancer().lint(servers(host), proving()).stream()
          .map(finding -> concern(host.host(), finding))
          .toList();
    } catch (CallFailed failed) {
      return List.of(new Concern(host.host(), Concern.Weight.UNASKED, unasked(failed.problem())));
    }
  }

  private Expected.Proving proving() {
    return switch (service.health()) {
      case Health.OpenPort _ -> Expected.Proving.BY_AN_OPEN_PORT;
      case Health.Http _, Health.Talk _ -> Expected.Proving.BY_AN_ANSWER;
    };
  }

  /// Those of the slots, which must be there, and those of the spares that are.
  private List<String> servers(ReachedHost host) throws InterruptedException {
    NamePattern names = service.balancer().server();
    Stream<String> slots = IntStream.rangeClosed(1, service.slots()).mapToObj(names::of);
    return Stream.concat(slots, spares(host, names).stream()).toList();
  }

  private List<String> spares(ReachedHost host, NamePattern names) throws InterruptedException {
    try {
      return host.balancer().read().servers().stream()
          .map(ServerView::name)
          .filter(name -> names.slotOf(name).orElse(0) > service.slots())
          .toList();
    } catch (CallFailed unread) {
      // What is wrong there is told by the look at the slots' servers, with the names that there
      // are.
      return List.of();
    }
  }

  /// A balancer of Ballast's own that is not there yet is the likeliest reason.
  private Problem unasked(Problem problem) {
    return switch (service.balancer()) {
      case BalancerChoice.Managed _ ->
          new Problem(
              problem.what(),
              problem.why(),
              "ballast setup makes the balancer of each host ready; if it was, see why it does not run");
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ -> problem;
    };
  }

  private static Concern concern(Host host, Finding finding) {
    Concern.Weight weight =
        switch (finding.severity()) {
          case REFUSE -> Concern.Weight.REFUSE;
          case WARN -> Concern.Weight.TELL;
        };
    return new Concern(
        host, weight, new Problem(host + ": " + finding.what(), finding.why(), finding.next()));
  }
}
