package ballast.reach;

import ballast.config.Config;
import ballast.haproxy.Finding;
import ballast.model.BalancerChoice;
import ballast.model.Host;
import ballast.model.Image;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.Service;
import ballast.plan.Scope;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Engine;
import ballast.port.Fleet;
import ballast.port.Probe;
import ballast.port.Time;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/// Hosts that were all reached, until it is closed.
public final class ReachedFleet implements Fleet, AutoCloseable {
  private final Config config;
  private final Ways ways;
  private final Map<Host, ReachedHost> hosts;
  private final Map<Host, DarkHost> dark;
  private final List<Host> all;

  private ReachedFleet(
      Config config,
      Ways ways,
      List<Host> all,
      Map<Host, ReachedHost> hosts,
      Map<Host, DarkHost> dark) {
    this.config = config;
    this.ways = ways;
    this.all = List.copyOf(all);
    this.hosts = hosts;
    this.dark = dark;
  }

  /// All hosts, or every host's error.
  public sealed interface Outcome {
    record Reached(ReachedFleet fleet) implements Outcome {}

    record Failed(List<Problem> problems) implements Outcome {
      public Failed {
        problems = List.copyOf(problems);
      }
    }
  }

  private sealed interface Attempt {
    record Opened(ReachedHost host) implements Attempt {}

    record Refused(Host host, Problem problem) implements Attempt {}
  }

  /// Reaches all hosts at once, as many at a time as the config allows. When one within the scope
  /// fails, the others are let go again; one outside of it stays dark.
  public static Outcome reach(Config config, List<Place> places, Scope scope, Crew crew, Time time)
      throws InterruptedException {
    return switch (Ways.open(config, places, scope, crew)) {
      case Ways.Opened.Failed(var problems) -> new Outcome.Failed(problems);
      case Ways.Opened.All(var ways) -> assemble(config, places, ways, scope, crew, time);
    };
  }

  private static Outcome assemble(
      Config config, List<Place> places, Ways ways, Scope scope, Crew crew, Time time)
      throws InterruptedException {
    List<Callable<Attempt>> attempts =
        places.stream()
            .<Callable<Attempt>>map(place -> () -> attempt(config, place, ways, time))
            .toList();
    var opened = new LinkedHashMap<Host, ReachedHost>();
    var dark = new LinkedHashMap<Host, DarkHost>();
    var problems = new ArrayList<Problem>();
    for (Attempt attempt : crew.all(attempts)) {
      switch (attempt) {
        case Attempt.Opened(var host) -> opened.put(host.host(), host);
        case Attempt.Refused(var host, var problem) -> {
          dark.put(host, new DarkHost(problem));
          if (scope.includes(host)) {
            problems.add(problem);
          }
        }
      }
    }
    List<Host> all = places.stream().map(Place::host).toList();
    var fleet = new ReachedFleet(config, ways, all, opened, dark);
    if (problems.isEmpty()) {
      return new Outcome.Reached(fleet);
    }
    fleet.close();
    return new Outcome.Failed(problems);
  }

  private static Attempt attempt(Config config, Place place, Ways ways, Time time)
      throws InterruptedException {
    Optional<Problem> dark = ways.dark(place);
    if (dark.isPresent()) {
      return new Attempt.Refused(place.host(), dark.get());
    }
    try {
      return new Attempt.Opened(
          ReachedHost.open(config.service(), place.host(), ways.to(place).orElseThrow(), time));
    } catch (CallFailed failed) {
      return new Attempt.Refused(place.host(), failed.problem());
    }
  }

  /// Makes the managed balancer of every host ready; what fails on one host does not keep the
  /// others from it.
  public List<BalancerSetup.Result> setUp(Crew crew, Scope scope, BalancerSetup.Replacing replacing)
      throws InterruptedException {
    return switch (replacing) {
      case REFUSED -> {
        List<Callable<BalancerSetup.Result>> tasks =
            hosts.values().stream()
                .filter(host -> scope.includes(host.host()))
                .<Callable<BalancerSetup.Result>>map(
                    host -> () -> BalancerSetup.of(config, host, replacing))
                .toList();
        yield crew.all(tasks);
      }
      // One host after the other, so that no more than one is without a balancer.
      case ALLOWED -> {
        var results = new ArrayList<BalancerSetup.Result>();
        for (ReachedHost host : hosts.values()) {
          if (!scope.includes(host.host())) {
            continue;
          }
          results.add(BalancerSetup.of(config, host, replacing));
        }
        yield results;
      }
    };
  }

  /// What stands in the way of a rollout at the hosts' balancers.
  public List<Concern> concerns(Crew crew, Scope scope) throws InterruptedException {
    Service service = config.service();
    List<String> servers =
        IntStream.rangeClosed(1, service.slots())
            .mapToObj(slot -> service.balancer().server().of(slot))
            .toList();
    List<Callable<List<Concern>>> tasks =
        hosts.values().stream()
            .filter(host -> scope.includes(host.host()))
            .<Callable<List<Concern>>>map(host -> () -> concerns(host, servers))
            .toList();
    return crew.all(tasks).stream().flatMap(List::stream).toList();
  }

  private List<Concern> concerns(ReachedHost host, List<String> servers)
      throws InterruptedException {
    try {
      return host.balancer().lint(servers).stream()
          .map(finding -> concern(host.host(), finding))
          .toList();
    } catch (CallFailed failed) {
      return List.of(new Concern(host.host(), Concern.Weight.UNASKED, unasked(failed.problem())));
    }
  }

  /// A balancer of Ballast's own that is not there yet is the likeliest reason.
  private Problem unasked(Problem problem) {
    return switch (config.service().balancer()) {
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

  /// The release that a tag or a digest stands for now, as the first host's engine learns it from
  /// the registry.
  public Release release(Service service, String tagOrDigest)
      throws CallFailed, InterruptedException {
    ReachedHost first = hosts.values().iterator().next();
    var image = new Image(service.image(), first.engine().resolve(tagOrDigest));
    return new Release(
        tagOrDigest.startsWith("sha256:") ? image.digest().brief() : tagOrDigest,
        image,
        service.port(),
        service.container());
  }

  @Override
  public List<Host> hosts() {
    return all;
  }

  @Override
  public Engine engine(Host host) {
    DarkHost unseen = dark.get(host);
    return unseen == null ? reached(host).engine() : unseen;
  }

  @Override
  public Balancer balancer(Host host) {
    DarkHost unseen = dark.get(host);
    return unseen == null ? reached(host).balancer() : unseen;
  }

  @Override
  public Probe probe(Host host) {
    DarkHost unseen = dark.get(host);
    return unseen == null ? reached(host).probe() : unseen;
  }

  private ReachedHost reached(Host host) {
    ReachedHost reached = hosts.get(host);
    if (reached == null) {
      throw new IllegalArgumentException("no such host: " + host);
    }
    return reached;
  }

  @Override
  public void close() {
    hosts.values().forEach(ReachedHost::close);
    ways.close();
  }
}
