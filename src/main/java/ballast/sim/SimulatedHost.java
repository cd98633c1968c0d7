package ballast.sim;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Image;
import ballast.model.Service;
import ballast.model.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One host: its containers, its HAProxy's servers, its images, and the requests in flight.
final class SimulatedHost {
  /// A request in flight.
  ///
  /// @param worker the HAProxy process that holds it
  record Request(
      long number, SimulatedServer server, SimulatedContainer container, HostView.Worker worker) {}

  private final Simulation simulation;
  private final Host host;
  private final Wire wire;
  private final Promises promises;
  private final List<SimulatedContainer> containers = new ArrayList<>();
  private final List<SimulatedServer> servers = new ArrayList<>();
  private final List<Request> requests = new ArrayList<>();
  private final Set<Image> images = new HashSet<>();
  private final Set<Image> lacking = new HashSet<>();
  private Timing timing = Timing.DEFAULT;
  private HostView.Worker worker = new HostView.Worker(1, 1, "simulated");
  private Instant freshSince = Instant.EPOCH;
  private boolean pulls = true;
  private boolean diskFull;
  private boolean off;
  private long lastGeneration;
  private long sent;

  SimulatedHost(Simulation simulation, Host host, Service service, int spares, Promises promises) {
    this.simulation = simulation;
    this.host = host;
    this.wire =
        new Wire(
            simulation,
            host,
            promises.exclusion(),
            promises.readings(),
            () -> promises.changed(this));
    this.promises = promises;
    for (int slot = 1; slot <= service.slots() + spares; slot++) {
      var server = new SimulatedServer(service.balancer().server().of(slot), slot);
      if (slot > service.slots()) {
        server.isUnopened();
      }
      servers.add(server);
      simulation.later(simulation.between(Duration.ZERO, timing.checkEvery()), () -> check(server));
    }
  }

  Host host() {
    return host;
  }

  Simulation simulation() {
    return simulation;
  }

  Wire wire() {
    return wire;
  }

  Timing timing() {
    return timing;
  }

  void timing(Timing changed) {
    timing = changed;
    wire.timing(changed);
  }

  Promises promises() {
    return promises;
  }

  List<SimulatedContainer> containers() {
    return containers;
  }

  List<SimulatedServer> servers() {
    return servers;
  }

  List<Request> requests() {
    return requests;
  }

  /// Requests that it has not answered yet.
  long inFlight() {
    return requests.size();
  }

  boolean has(Image image) {
    return images.contains(image);
  }

  void pulled(Image image) {
    images.add(image);
  }

  boolean pulls(Image image) {
    return pulls && !lacking.contains(image);
  }

  void cannotPull(Image image) {
    lacking.add(image);
  }

  /// The highest generation that a container here was created with.
  long lastGeneration() {
    return lastGeneration;
  }

  void createdIn(long generation) {
    lastGeneration = Math.max(lastGeneration, generation);
  }

  void cannotPull() {
    pulls = false;
  }

  void canPull() {
    pulls = true;
  }

  boolean diskFull() {
    return diskFull;
  }

  void fillDisk() {
    diskFull = true;
  }

  void freeDisk() {
    diskFull = false;
  }

  /// Whether its power is off: nobody comes here then.
  boolean isOff() {
    return off;
  }

  HostView.Worker worker() {
    return worker;
  }

  /// When HAProxy last forgot what it was told at runtime.
  Instant freshSince() {
    return freshSince;
  }

  /// Requests that an earlier worker still holds.
  List<Request> ofOldWorkers() {
    return requests.stream().filter(request -> !request.worker().equals(worker)).toList();
  }

  /// A new worker takes over; the old one ends with its last request.
  void reload() {
    simulation.note("HAProxy of %s reloads".formatted(host));
    Instant now = simulation.now();
    worker = new HostView.Worker(worker.pid() + 1, now.getEpochSecond(), "simulated");
    freshSince = now;
    servers.forEach(server -> server.fresh(now));
    promises.changed(this);
    promises.forgotten(this);
  }

  /// HAProxy dies with all it holds, and starts again.
  void restartBalancer() {
    promises.diedWith(requests.size());
    requests.clear();
    reload();
  }

  void powerOff() {
    simulation.note("the power of %s is cut".formatted(host));
    off = true;
    wire.cut();
    for (Wire.Peer peer : Wire.Peer.values()) {
      wire.falls(peer);
    }
    promises.diedWith(requests.size());
    requests.clear();
    containers.forEach(SimulatedContainer::engineEnds);
  }

  /// The engine goes down with its containers, and comes up at once.
  void restartEngine() {
    simulation.note("the engine of %s is restarted".formatted(host));
    wire.falls(Wire.Peer.ENGINE);
    containers.forEach(SimulatedContainer::engineEnds);
    wire.rises(Wire.Peer.ENGINE);
    engineStarts();
  }

  void powerOn() {
    if (!off) {
      return;
    }
    off = false;
    wire.mend();
    for (Wire.Peer peer : Wire.Peer.values()) {
      wire.rises(peer);
    }
    reload();
    engineStarts();
  }

  private void engineStarts() {
    for (SimulatedContainer container : containers) {
      if (running(container.slot()).isEmpty()) {
        container.engineStarts();
      }
    }
    promises.changed(this);
  }

  SimulatedServer server(Slot slot) {
    return servers.get(slot.number() - 1);
  }

  /// Whether no container has the slot, or is on the way to it or from it.
  boolean vacant(Slot slot) {
    return containers.stream()
        .filter(one -> one.slot() == slot.number())
        .noneMatch(one -> one.place() == Berth.Place.HOLDER || one.place().inHand());
  }

  /// The container that answers at a slot's address: the one that runs, whatever it is called.
  Optional<SimulatedContainer> running(int slot) {
    // A loop, since the simulation spends most of its time here.
    for (SimulatedContainer one : containers) {
      if (one.slot() == slot && one.state() == Berth.State.RUNNING) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  private void check(SimulatedServer server) {
    simulation.later(timing.checkEvery(), () -> check(server));
    if (off) {
      return;
    }
    promises.changed(this);
    Optional<SimulatedContainer> there = running(server.slot());
    server.check(
        there.isEmpty()
            ? SimulatedServer.CheckAnswer.REFUSED
            : there.get().answers()
                ? SimulatedServer.CheckAnswer.HEALTHY
                : SimulatedServer.CheckAnswer.UNHEALTHY,
        simulation.now());
  }

  /// Sends a request to a server; it ends after `takes`, or with its container.
  void send(SimulatedServer server, Duration takes) {
    Optional<SimulatedContainer> there = running(server.slot());
    if (there.isEmpty() || !there.get().answers()) {
      server.refused();
      promises.refused(this, server);
      return;
    }
    var request = new Request(++sent, server, there.get(), worker);
    server.begin();
    requests.add(request);
    simulation.later(takes, () -> answer(request));
  }

  private void answer(Request request) {
    if (requests.remove(request)) {
      if (request.worker().equals(worker)) {
        request.server().answered();
      }
      promises.oneAnswered();
    }
  }

  /// How many requests broke off because that container ends.
  int breakOff(SimulatedContainer container) {
    List<Request> broken =
        requests.stream()
            .filter(request -> request.container().id().equals(container.id()))
            .toList();
    for (Request request : broken) {
      requests.remove(request);
      if (request.worker().equals(worker)) {
        request.server().brokeOff();
      }
    }
    return broken.size();
  }

  /// A person at HAProxy's socket, who gives back only what was taken by hand.
  void byHand(Slot slot, Admission admission) {
    if (admission == Admission.READY && !promises.isOutByHand(slot)) {
      return;
    }
    if (admission == Admission.READY) {
      givenBackByHand(slot);
      return;
    }
    simulation.note("someone puts %s into %s".formatted(slot, admission));
    promises.byHand(this, slot, admission);
    server(slot).admit(admission);
  }

  /// Whatever a person may have done to it is undone.
  void givenBackByHand(Slot slot) {
    if (vacant(slot)) {
      return;
    }
    simulation.note("someone gives %s back".formatted(slot));
    promises.byHand(this, slot, Admission.READY);
    SimulatedServer server = server(slot);
    server.admit(Admission.READY);
    if (server.weight() == 0) {
      server.weight(server.view().initialWeight());
    }
  }

  /// Whoever drained an empty place gives it back as it is.
  void openedByHand(Slot slot) {
    SimulatedServer server = server(slot);
    if (!vacant(slot) || server.admission() != Admission.DRAIN) {
      return;
    }
    simulation.note("someone opens %s, which is empty".formatted(slot));
    promises.byHand(this, slot, Admission.READY);
    server.admit(Admission.READY);
  }

  /// A person at HAProxy's socket takes its weight away, as some playbooks do.
  void weighsNothingByHand(Slot slot) {
    simulation.note("someone gives %s weight 0".formatted(slot));
    promises.byHand(this, slot, Admission.DRAIN);
    server(slot).weight(0);
  }
}
