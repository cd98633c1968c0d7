package ballast.reach;

import ballast.config.Config;
import ballast.haproxy.Finding;
import ballast.model.Host;
import ballast.model.Image;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.Service;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Engine;
import ballast.port.Fleet;
import ballast.port.Probe;
import ballast.port.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/// Hosts that were all reached, until it is closed.
public final class ReachedFleet implements Fleet, AutoCloseable {
  private final Config config;
  private final Path folder;
  private final Map<Host, ReachedHost> hosts;

  private ReachedFleet(Config config, Path folder, Map<Host, ReachedHost> hosts) {
    this.config = config;
    this.folder = folder;
    this.hosts = hosts;
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

    record Refused(Problem problem) implements Attempt {}
  }

  /// Reaches all hosts at once, as many at a time as the config allows. When one fails, the others
  /// are let go again.
  public static Outcome reach(Config config, List<Place> places, Crew crew, Time time)
      throws InterruptedException {
    Path folder = folder();
    var starting = new Semaphore(config.ssh().parallel());
    List<Callable<Attempt>> attempts =
        IntStream.range(0, places.size())
            .<Callable<Attempt>>mapToObj(
                i -> () -> attempt(config, places.get(i), folder, i, starting, time))
            .toList();
    var opened = new LinkedHashMap<Host, ReachedHost>();
    var problems = new ArrayList<Problem>();
    for (Attempt attempt : crew.all(attempts)) {
      switch (attempt) {
        case Attempt.Opened(var host) -> opened.put(host.host(), host);
        case Attempt.Refused(var problem) -> problems.add(problem);
      }
    }
    var fleet = new ReachedFleet(config, folder, opened);
    if (problems.isEmpty()) {
      return new Outcome.Reached(fleet);
    }
    fleet.close();
    return new Outcome.Failed(problems);
  }

  private static Attempt attempt(
      Config config, Place place, Path folder, int number, Semaphore starting, Time time)
      throws InterruptedException {
    try {
      return new Attempt.Opened(ReachedHost.open(config, place, folder, number, starting, time));
    } catch (CallFailed failed) {
      return new Attempt.Refused(failed.problem());
    }
  }

  /// Makes the managed balancer of every host ready; what fails on one host does not keep the
  /// others from it.
  public static List<BalancerSetup.Result> setUp(
      Config config, List<Place> places, Crew crew, Time time) throws InterruptedException {
    Path folder = folder();
    var starting = new Semaphore(config.ssh().parallel());
    try {
      List<Callable<BalancerSetup.Result>> tasks =
          IntStream.range(0, places.size())
              .<Callable<BalancerSetup.Result>>mapToObj(i ->
                  () ->
                      switch (attempt(config, places.get(i), folder, i, starting, time)) {
                        case Attempt.Refused(var problem) ->
                            new BalancerSetup.Result.Failed(places.get(i).host(), problem);
                        case Attempt.Opened(var host) -> BalancerSetup.of(config, host);
                      })
              .toList();
      return crew.all(tasks);
    } finally {
      remove(folder);
    }
  }

  /// What stands in the way of a rollout at the hosts' balancers.
  public List<Concern> concerns(Crew crew) throws InterruptedException {
    Service service = config.service();
    List<String> servers =
        IntStream.rangeClosed(1, service.slots())
            .mapToObj(slot -> service.balancer().server().of(slot))
            .toList();
    List<Callable<List<Concern>>> tasks =
        hosts.values().stream()
            .<Callable<List<Concern>>>map(host -> () -> concerns(host, servers))
            .toList();
    return crew.all(tasks).stream().flatMap(List::stream).toList();
  }

  private static List<Concern> concerns(ReachedHost host, List<String> servers)
      throws InterruptedException {
    try {
      return host.balancer().lint(servers).stream()
          .map(finding -> concern(host.host(), finding))
          .toList();
    } catch (CallFailed failed) {
      return List.of(new Concern(host.host(), Concern.Weight.REFUSE, failed.problem()));
    }
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
    return List.copyOf(hosts.keySet());
  }

  @Override
  public Engine engine(Host host) {
    return reached(host).engine();
  }

  @Override
  public Balancer balancer(Host host) {
    return reached(host).balancer();
  }

  @Override
  public Probe probe(Host host) {
    return reached(host).probe();
  }

  private ReachedHost reached(Host host) {
    ReachedHost reached = hosts.get(host);
    if (reached == null) {
      throw new IllegalArgumentException("no such host: " + host);
    }
    return reached;
  }

  private static Path folder() {
    try {
      return Sockets.folder();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static void remove(Path folder) {
    try {
      Sockets.remove(folder);
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  @Override
  public void close() {
    // Closing waits for each ssh to end; together they take as long as one.
    hosts.values().parallelStream().forEach(ReachedHost::close);
    remove(folder);
  }
}
