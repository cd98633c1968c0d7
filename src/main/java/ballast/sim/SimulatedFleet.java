package ballast.sim;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Comeback;
import ballast.model.Host;
import ballast.model.Image;
import ballast.model.ReleaseId;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.port.Balancer;
import ballast.port.Engine;
import ballast.port.Fleet;
import ballast.port.Front;
import ballast.port.Lock;
import ballast.port.Probe;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Hosts in memory, their traffic, what goes wrong with them, and what people do to them.
public final class SimulatedFleet implements Fleet {
  private static final Duration READY_AT_SOONEST = Duration.ofMillis(300);
  private static final Duration READY_AT_LATEST = Duration.ofSeconds(6);

  private static final Duration EDGE_DEADLINE = Duration.ofMinutes(5);
  private static final Duration EDGE_POLL = Duration.ofSeconds(1);

  private record Kind(Optional<Slot> slot, ReleaseId release) {}

  private final Simulation simulation;
  private final Service service;
  private final Promises promises;
  private final Map<Host, SimulatedHost> hosts = new LinkedHashMap<>();
  private final Map<Host, SimulatedEngine> engines = new HashMap<>();
  private Optional<WiredEdge> edge = Optional.empty();
  private final SimulatedLock.LockBox lock;
  private final Map<Kind, Behaviour> behaviours = new HashMap<>();

  public SimulatedFleet(
      Simulation simulation, Service service, Promises.Limits limits, List<Host> names) {
    this(simulation, service, 0, limits, names);
  }

  /// @param spares servers of each HAProxy beyond those of the service's slots
  public SimulatedFleet(
      Simulation simulation,
      Service service,
      int spares,
      Promises.Limits limits,
      List<Host> names) {
    this.simulation = simulation;
    this.service = service;
    this.promises = new Promises(simulation, limits);
    this.lock = new SimulatedLock.LockBox(promises.exclusion());
    for (Host name : names) {
      var host = new SimulatedHost(simulation, name, service, spares, promises);
      hosts.put(name, host);
      engines.put(name, new SimulatedEngine(simulation, host, this::behaviour));
    }
    simulation.afterEveryTurn(promises::look);
  }

  /// Every slot runs that release, since long ago.
  public SimulatedFleet running(ReleaseId release, String version) {
    for (Host host : hosts()) {
      for (int slot = 1; slot <= service.slots(); slot++) {
        running(new Slot(host, slot), release, version);
      }
    }
    return this;
  }

  /// That slot runs that release, since long ago.
  public SimulatedFleet running(Slot slot, ReleaseId release, String version) {
    engineOf(slot.host()).add(slot, release, version, Berth.Place.HOLDER).hasAlwaysRun();
    return this;
  }

  /// That slot has never had a container, and HAProxy was started with its server closed.
  public SimulatedFleet unopened(Slot slot) {
    on(slot.host()).server(slot).isUnopened();
    return this;
  }

  /// Clients come through a load balancer in front of the hosts.
  public SimulatedFleet behind(SimulatedEdge.Slowness slowness) {
    var front = new SimulatedEdge(simulation, hosts(), slowness, host -> on(host).inFlight());
    promises.behind(front);
    edge =
        Optional.of(
            new WiredEdge(
                front,
                new Wire(
                    simulation,
                    new Host("edge"),
                    promises.exclusion(),
                    promises.readings(),
                    () -> {}),
                promises));
    return this;
  }

  /// The load balancer in front of the hosts, where there is one, and what people do to it.
  public SimulatedEdge front() {
    return edge.orElseThrow().edge();
  }

  /// Clients of every host send a request after each such pause, on average.
  public SimulatedFleet traffic(Duration pause) {
    hosts
        .values()
        .forEach(host -> new Traffic(simulation, host, pause, () -> reaches(host)).begin());
    return this;
  }

  /// What containers of that release do, on every slot.
  public SimulatedFleet behaves(ReleaseId release, Behaviour behaviour) {
    behaviours.put(new Kind(Optional.empty(), release), behaviour);
    return this;
  }

  /// What containers of that release do on one slot.
  public SimulatedFleet behaves(Slot slot, ReleaseId release, Behaviour behaviour) {
    behaviours.put(new Kind(Optional.of(slot), release), behaviour);
    switch (behaviour) {
      case Behaviour.ReadyAfter _, Behaviour.NeverHealthy _, Behaviour.Deaf _ -> {}
      case Behaviour.CrashesAtStart _, Behaviour.ExitsAfter _ -> promises.endsByItself(slot);
    }
    return this;
  }

  private boolean reaches(SimulatedHost host) {
    return edge.isEmpty() || edge.get().edge().reaches(host.host());
  }

  private Behaviour behaviour(Slot slot, ReleaseId release) {
    return Optional.ofNullable(behaviours.get(new Kind(Optional.of(slot), release)))
        .or(() -> Optional.ofNullable(behaviours.get(new Kind(Optional.empty(), release))))
        .orElseGet(
            () -> new Behaviour.ReadyAfter(simulation.between(READY_AT_SOONEST, READY_AT_LATEST)));
  }

  /// How long things take from now on.
  public SimulatedFleet takes(Timing timing) {
    hosts.values().forEach(host -> host.timing(timing));
    return this;
  }

  public SimulatedFleet faults(Faults faults) {
    promises.callsMayHang(faults.hung() > 0 ? Wire.DEADLINE.multipliedBy(4) : Duration.ZERO);
    hosts.values().forEach(host -> host.wire().faults(faults));
    edge.ifPresent(one -> one.wire().faults(faults));
    return this;
  }

  /// Its registry does not have the image.
  public SimulatedFleet cannotPull(Host host) {
    on(host).cannotPull();
    return this;
  }

  /// No registry has that image.
  public SimulatedFleet registryLacks(Image image) {
    hosts.values().forEach(host -> host.cannotPull(image));
    return this;
  }

  /// The engine of that host goes down with its containers then, and comes up at once.
  public SimulatedFleet restartsEngine(Host host, Duration when) {
    simulation.later(when, on(host)::restartEngine);
    return this;
  }

  /// That host goes down then with all that is on it, and comes up again.
  public SimulatedFleet powerCut(Host host, Duration when, Duration howLong) {
    mishaps().powerCut(host, when, howLong);
    return this;
  }

  /// The HAProxy of that host starts from its config again then.
  public SimulatedFleet reloads(Host host, Duration when) {
    mishaps().reload(host, when);
    return this;
  }

  /// Nothing reaches that host from then on; its traffic goes on.
  public SimulatedFleet unreachable(Host host, Duration from) {
    simulation.later(from, on(host).wire()::cut);
    return this;
  }

  /// The host can be reached again from then on.
  public SimulatedFleet reachable(Host host, Duration from) {
    simulation.later(from, on(host).wire()::mend);
    return this;
  }

  /// The container of a slot runs on from then, and answers nothing for so long.
  public SimulatedFleet sick(Slot slot, Duration from, Duration howLong) {
    promises.endsByItself(slot);
    simulation.later(
        from,
        () ->
            on(slot.host())
                .running(slot.number())
                .ifPresent(one -> one.sickUntil(simulation.now().plus(howLong))));
    return this;
  }

  /// A person does this to a slot's server then.
  public SimulatedFleet byHand(Slot slot, Admission admission, Duration when) {
    simulation.later(when, () -> on(slot.host()).byHand(slot, admission));
    return this;
  }

  /// A person has had Ballast take that slot out: from now on, if it is out, it is so by their
  /// hand.
  public SimulatedFleet leftOutAsAsked(Slot slot) {
    promises.leftOutAsAsked(on(slot.host()), slot);
    return this;
  }

  /// A request that takes that long is sent to a slot then.
  public SimulatedFleet request(Slot slot, Duration takes, Duration when) {
    simulation.later(when, () -> on(slot.host()).send(on(slot.host()).server(slot), takes));
    return this;
  }

  /// The container that has the slot was told not to come back with its engine.
  public SimulatedFleet staysDown(Slot slot) {
    on(slot.host()).containers().stream()
        .filter(one -> one.slot() == slot.number() && one.place() == Berth.Place.HOLDER)
        .forEach(one -> one.is(Comeback.NEVER));
    return this;
  }

  public SimulatedFleet configuredWeight(Slot slot, int weight) {
    on(slot.host()).server(slot).configuredWeight(weight);
    return this;
  }

  /// What the world does to it by itself.
  public Mishaps mishaps() {
    return new Mishaps(simulation, hosts, promises);
  }

  public Promises promises() {
    return promises;
  }

  @Override
  public List<Host> hosts() {
    return List.copyOf(hosts.keySet());
  }

  @Override
  public Engine engine(Host host) {
    return engineOf(host);
  }

  @Override
  public Balancer balancer(Host host) {
    return new SimulatedBalancer(on(host));
  }

  @Override
  public Probe probe(Host host) {
    return slot -> probe(on(host), slot);
  }

  private Probe.Answer probe(SimulatedHost host, Slot slot) throws InterruptedException {
    simulation.sleep(Duration.ofMillis(2));
    if (host.wire().isCut()) {
      return new Probe.Answer.NoAnswer("no route to host");
    }
    Optional<SimulatedContainer> there = host.running(slot.number());
    if (there.isEmpty()) {
      return new Probe.Answer.NoAnswer("connection refused");
    }
    return there.get().answers()
        ? new Probe.Answer.Healthy(Optional.empty())
        : new Probe.Answer.Unhealthy(503, "starting");
  }

  @Override
  public Optional<Front> edge() {
    return edge.map(one -> new Front(one, EDGE_DEADLINE, EDGE_DEADLINE, EDGE_POLL));
  }

  /// The service's lock, on the first host.
  public Lock lock() {
    return new SimulatedLock(on(hosts().getFirst()), lock);
  }

  /// Another lock of the same service, as if it were kept elsewhere.
  public Lock lockElsewhere() {
    return new SimulatedLock(
        on(hosts().getFirst()), new SimulatedLock.LockBox(promises.exclusion()));
  }

  SimulatedEngine engineOf(Host host) {
    return Optional.ofNullable(engines.get(host))
        .orElseThrow(() -> new IllegalArgumentException("no host " + host));
  }

  SimulatedHost on(Host host) {
    return Optional.ofNullable(hosts.get(host))
        .orElseThrow(() -> new IllegalArgumentException("no host " + host));
  }
}
