package ballast.sim;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.ReleaseId;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.port.Balancer;
import ballast.port.Engine;
import ballast.port.Fleet;
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

  private record Kind(Optional<Slot> slot, ReleaseId release) {}

  private final Simulation simulation;
  private final Service service;
  private final Promises promises;
  private final Map<Host, SimulatedHost> hosts = new LinkedHashMap<>();
  private final Map<Host, SimulatedEngine> engines = new HashMap<>();
  private final Map<Kind, Behaviour> behaviours = new HashMap<>();

  public SimulatedFleet(
      Simulation simulation, Service service, Promises.Limits limits, List<Host> names) {
    this.simulation = simulation;
    this.service = service;
    this.promises = new Promises(simulation, limits);
    for (Host name : names) {
      var host = new SimulatedHost(simulation, name, service, promises);
      hosts.put(name, host);
      engines.put(name, new SimulatedEngine(simulation, host, this::behaviour));
      promises.watch(host);
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

  /// Clients of every host send a request after each such pause, on average.
  public SimulatedFleet traffic(Duration pause) {
    hosts.values().forEach(host -> new Traffic(simulation, host, pause).begin());
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
      case Behaviour.ReadyAfter _, Behaviour.NeverHealthy _ -> {}
      case Behaviour.CrashesAtStart _, Behaviour.ExitsAfter _ -> promises.endsByItself(slot);
    }
    return this;
  }

  private Behaviour behaviour(Slot slot, ReleaseId release) {
    return Optional.ofNullable(behaviours.get(new Kind(Optional.of(slot), release)))
        .or(() -> Optional.ofNullable(behaviours.get(new Kind(Optional.empty(), release))))
        .orElseGet(
            () -> new Behaviour.ReadyAfter(simulation.between(READY_AT_SOONEST, READY_AT_LATEST)));
  }

  public SimulatedFleet faults(Faults faults) {
    hosts.values().forEach(host -> host.wire().faults(faults));
    return this;
  }

  /// Its registry does not have the image.
  public SimulatedFleet cannotPull(Host host) {
    on(host).cannotPull();
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

  /// A request that takes that long is sent to a slot then.
  public SimulatedFleet request(Slot slot, Duration takes, Duration when) {
    simulation.later(when, () -> on(slot.host()).send(on(slot.host()).server(slot), takes));
    return this;
  }

  public SimulatedFleet configuredWeight(Slot slot, int weight) {
    on(slot.host()).server(slot).configuredWeight(weight);
    return this;
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
        ? new Probe.Answer.Healthy(200, Optional.empty())
        : new Probe.Answer.Unhealthy(503, "starting");
  }

  private SimulatedEngine engineOf(Host host) {
    return Optional.ofNullable(engines.get(host))
        .orElseThrow(() -> new IllegalArgumentException("no host " + host));
  }

  private SimulatedHost on(Host host) {
    return Optional.ofNullable(hosts.get(host))
        .orElseThrow(() -> new IllegalArgumentException("no host " + host));
  }
}
