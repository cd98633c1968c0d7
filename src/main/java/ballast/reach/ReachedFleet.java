package ballast.reach;

import ballast.config.Config;
import ballast.model.BalancerChoice;
import ballast.model.Certificate;
import ballast.model.Host;
import ballast.model.HostFacts;
import ballast.model.Image;
import ballast.model.Load;
import ballast.model.Problem;
import ballast.model.RegistryName;
import ballast.model.Release;
import ballast.model.SecretChange;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.plan.Scope;
import ballast.port.AnchorMark;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Engine;
import ballast.port.Fleet;
import ballast.port.Front;
import ballast.port.Keyring;
import ballast.port.Lock;
import ballast.port.Probe;
import ballast.port.Time;
import ballast.secret.RegistryKeys;
import ballast.secret.Sources;
import ballast.ssh.SshLink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Hosts that were all reached, until it is closed.
public final class ReachedFleet implements Fleet, AutoCloseable {
  private final Config config;
  private final Optional<EdgeOnDemand> edge;
  private final Ways ways;
  private final Map<Host, ReachedHost> hosts;
  private final Map<Host, DarkHost> dark;
  private final List<Host> all;

  private ReachedFleet(
      Config config,
      Optional<EdgeOnDemand> edge,
      Ways ways,
      List<Host> all,
      Map<Host, ReachedHost> hosts,
      Map<Host, DarkHost> dark) {
    this.config = config;
    this.edge = edge;
    this.ways = ways;
    this.all = List.copyOf(all);
    this.hosts = hosts;
    this.dark = dark;
  }

  /// All hosts, or every host's error.
  public sealed interface Outcome {
    record Reached(ReachedFleet fleet) implements Outcome {}

    /// @param hosts those within the scope that cannot be reached; none where it is this machine's
    ///   fault
    record Failed(List<Problem> problems, List<Host> hosts) implements Outcome {
      public Failed {
        problems = List.copyOf(problems);
        hosts = List.copyOf(hosts);
      }
    }
  }

  private sealed interface Attempt {
    record Opened(ReachedHost host) implements Attempt {}

    record Refused(Host host, Problem problem) implements Attempt {}
  }

  /// Reaches all hosts at once, as many at a time as the config allows. When one within the scope
  /// fails, the others are let go again; one outside of it stays dark.
  ///
  /// @param facts what the inventory says of each host
  /// @param news told, in a sentence, when a link died and stands again; must not block
  public static Outcome reach(
      Config config,
      List<Place> places,
      Map<Host, HostFacts> facts,
      Scope scope,
      Crew crew,
      Time time,
      Consumer<String> news)
      throws InterruptedException {
    Optional<EdgeOnDemand> edge =
        config
            .edge()
            .map(settings ->
                new EdgeOnDemand(
                    () -> ReachedEdge.open(config, settings, places, facts, time, news), time));
    try {
      return assemble(
          config, places, edge, Ways.begin(config, places, time.wall(), news), scope, crew, time);
    } catch (IOException noPlace) {
      return new Outcome.Failed(
          List.of(
              new Problem(
                  "there is no place for the sockets of the hosts",
                  String.valueOf(noPlace.getMessage()),
                  "see that /tmp can be written to")),
          List.of());
    }
  }

  private static Outcome assemble(
      Config config,
      List<Place> places,
      Optional<EdgeOnDemand> edge,
      Ways ways,
      Scope scope,
      Crew crew,
      Time time)
      throws InterruptedException {
    Keyring keyring = keyring(config);
    List<Callable<Attempt>> attempts =
        places.stream()
            .<Callable<Attempt>>map(place -> () -> attempt(config, place, ways, keyring, time))
            .toList();
    var opened = new LinkedHashMap<Host, ReachedHost>();
    var dark = new LinkedHashMap<Host, DarkHost>();
    var problems = new ArrayList<Problem>();
    var unreached = new ArrayList<Host>();
    for (Attempt attempt : crew.all(attempts)) {
      switch (attempt) {
        case Attempt.Opened(var host) -> opened.put(host.host(), host);
        case Attempt.Refused(var host, var problem) -> {
          dark.put(host, new DarkHost(problem));
          if (scope.includes(host)) {
            problems.add(problem);
            unreached.add(host);
          }
        }
      }
    }
    List<Host> all = places.stream().map(Place::host).toList();
    var fleet = new ReachedFleet(config, edge, ways, all, opened, dark);
    if (problems.isEmpty()) {
      return new Outcome.Reached(fleet);
    }
    fleet.close();
    return new Outcome.Failed(problems, unreached);
  }

  /// One for all hosts, so that a password is asked for once.
  private static Keyring keyring(Config config) {
    return new RegistryKeys(
        config.registry(), RegistryName.of(config.service().image()), Sources.own());
  }

  private static Attempt attempt(Config config, Place place, Ways ways, Keyring keyring, Time time)
      throws InterruptedException {
    try {
      return new Attempt.Opened(
          ReachedHost.open(config, place.host(), ways.to(place), keyring, time));
    } catch (SshLink.Failed failed) {
      return new Attempt.Refused(place.host(), failed.problem());
    } catch (CallFailed failed) {
      return new Attempt.Refused(place.host(), failed.problem());
    }
  }

  /// What a set-up of the managed balancers would do on the hosts in scope, and doing it.
  public FleetSetup setup(
      BalancerChoice.Managed managed, List<Certificate> certificates, Crew crew) {
    return new FleetSetup(
        config, managed, certificates, Anchor.among(all, config.lockHost()), hosts, crew);
  }

  /// What the hosts' balancers tell of themselves.
  public Inspection inspection(Crew crew) {
    return new Inspection(config.service(), List.copyOf(hosts.values()), crew);
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

  /// What a release does to the secrets of the containers that have the slots in scope.
  ///
  /// @throws CallFailed when a host within the scope does not tell
  public List<SecretChange> secretChanges(Release release, Scope scope, Crew crew)
      throws CallFailed, InterruptedException {
    List<Callable<Marks>> tasks =
        hosts.values().stream()
            .filter(host -> scope.includes(host.host()))
            .<Callable<Marks>>map(host -> () -> marks(host))
            .toList();
    var serving = new ArrayList<Map<String, String>>();
    for (Marks marks : crew.all(tasks)) {
      switch (marks) {
        case Marks.Told(var told) -> serving.addAll(told);
        case Marks.Untold(var failed) -> throw failed;
      }
    }
    return SecretChange.between(serving, release.secrets());
  }

  private sealed interface Marks {
    record Told(List<Map<String, String>> marks) implements Marks {}

    record Untold(CallFailed failed) implements Marks {}
  }

  private static Marks marks(ReachedHost host) throws InterruptedException {
    try {
      return new Marks.Told(host.engine().secretMarks());
    } catch (CallFailed failed) {
      return new Marks.Untold(failed);
    }
  }

  /// What will keep hosts from being reached soon, a sentence each.
  public List<String> warnings() {
    return ways.warnings();
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

  /// What a slot's server has to do; nothing where the host is dark or HAProxy does not tell.
  public Optional<Load> load(Slot slot) throws InterruptedException {
    if (dark.containsKey(slot.host())) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          reached(slot.host())
              .balancer()
              .load(config.service().balancer().server().of(slot.number())));
    } catch (CallFailed untold) {
      return Optional.empty();
    }
  }

  @Override
  public Probe probe(Host host) {
    DarkHost unseen = dark.get(host);
    return unseen == null ? reached(host).probe() : unseen;
  }

  @Override
  public Optional<Front> edge() {
    return edge.map(way -> {
      var settings = config.edge().orElseThrow();
      return new Front(
          way,
          settings.leaveDeadline(),
          settings.joinDeadline(),
          ReachedEdge.poll(settings.choice()));
    });
  }

  /// The service's lock, on its anchor; where that is dark, a lock that says so.
  public Lock lock() {
    return anchor().lock();
  }

  /// The lock of a balancer that several services share, on the anchor too: they all have the same.
  public Lock balancerLock(BalancerChoice.Managed shared) {
    Host anchor = Anchor.among(all, config.lockHost());
    DarkHost unseen = dark.get(anchor);
    return unseen == null
        ? reached(anchor).lock(shared.owner(config.service().name()))
        : new DarkLock(unseen.problem());
  }

  /// The host that keeps the service's lock: the one that the config names, or the first of all.
  public Anchor anchor() {
    Host anchor = Anchor.among(all, config.lockHost());
    DarkHost unseen = dark.get(anchor);
    Lock lock =
        unseen == null
            ? reached(anchor).lock(config.service().name())
            : new DarkLock(unseen.problem());
    var marks = new LinkedHashMap<Host, AnchorMark>();
    hosts.forEach((host, reached) -> marks.put(host, reached.anchorMark(config.service())));
    var problems = new LinkedHashMap<Host, Problem>();
    dark.forEach((host, why) -> problems.put(host, why.problem()));
    return new Anchor(anchor, lock, marks, problems);
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
    edge.ifPresent(EdgeOnDemand::close);
    ways.close();
  }
}
