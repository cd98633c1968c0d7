package ballast.sim;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.Image;
import ballast.model.Service;
import ballast.model.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One host: its containers, its HAProxy's servers, its images, and the requests in flight.
final class SimulatedHost {
  /// How often HAProxy checks each server.
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /// A request in flight.
  record Request(long number, SimulatedServer server, SimulatedContainer container) {}

  private final Simulation simulation;
  private final Host host;
  private final Wire wire;
  private final Promises promises;
  private final List<SimulatedContainer> containers = new ArrayList<>();
  private final List<SimulatedServer> servers = new ArrayList<>();
  private final List<Request> requests = new ArrayList<>();
  private final Set<Image> images = new HashSet<>();
  private boolean pulls = true;
  private long sent;

  SimulatedHost(Simulation simulation, Host host, Service service, Promises promises) {
    this.simulation = simulation;
    this.host = host;
    this.wire = new Wire(simulation, host);
    this.promises = promises;
    for (int slot = 1; slot <= service.slots(); slot++) {
      var server = new SimulatedServer(service.balancer().server().of(slot), slot);
      servers.add(server);
      simulation.later(simulation.between(Duration.ZERO, INTERVAL), () -> check(server));
    }
  }

  Host host() {
    return host;
  }

  Wire wire() {
    return wire;
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

  boolean has(Image image) {
    return images.contains(image);
  }

  void pulled(Image image) {
    images.add(image);
  }

  boolean pulls() {
    return pulls;
  }

  void cannotPull() {
    pulls = false;
  }

  SimulatedServer server(Slot slot) {
    return servers.get(slot.number() - 1);
  }

  /// The container that answers at a slot's address: the one that runs, whatever it is called.
  Optional<SimulatedContainer> running(int slot) {
    return containers.stream()
        .filter(one -> one.slot() == slot && one.state() == Berth.State.RUNNING)
        .findFirst();
  }

  private void check(SimulatedServer server) {
    Optional<SimulatedContainer> there = running(server.slot());
    server.check(
        there.isEmpty()
            ? SimulatedServer.CheckAnswer.REFUSED
            : there.get().answers()
                ? SimulatedServer.CheckAnswer.HEALTHY
                : SimulatedServer.CheckAnswer.UNHEALTHY,
        simulation.now());
    simulation.later(INTERVAL, () -> check(server));
  }

  /// Sends a request to a server; it ends after `takes`, or with its container.
  void send(SimulatedServer server, Duration takes) {
    Optional<SimulatedContainer> there = running(server.slot());
    if (there.isEmpty() || !there.get().answers()) {
      server.refused();
      promises.refused(this, server);
      return;
    }
    var request = new Request(++sent, server, there.get());
    server.begin();
    requests.add(request);
    simulation.later(takes, () -> answer(request));
  }

  private void answer(Request request) {
    if (requests.remove(request)) {
      request.server().answered();
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
      request.server().brokeOff();
    }
    return broken.size();
  }

  /// A person at HAProxy's socket, who gives back only what was taken by hand.
  void byHand(Slot slot, Admission admission) {
    if (admission == Admission.READY && !promises.isOutByHand(slot)) {
      return;
    }
    simulation.note("someone puts %s into %s".formatted(slot, admission));
    promises.byHand(slot, admission);
    server(slot).admit(admission);
  }
}
