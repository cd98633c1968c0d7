package ballast.sim;

import ballast.model.Admission;
import ballast.model.Counters;
import ballast.model.Slot;
import ballast.model.Start;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The HAProxy of a simulated host, as Ballast reaches it.
final class SimulatedBalancer implements Balancer {
  private final SimulatedHost on;

  SimulatedBalancer(SimulatedHost on) {
    this.on = on;
  }

  @Override
  public View read() throws CallFailed, InterruptedException {
    return on.wire().read(Wire.Peer.BALANCER, "show stat", this::view);
  }

  View view() {
    Counters sum =
        on.servers().stream()
            .map(server -> server.view().counters())
            .reduce(Counters.NONE, Counters::plus);
    // HAProxy answers by itself where a server did not: its backend counts those as 5xx.
    long unanswered = sum.connectErrors() + sum.responseErrors();
    return new View(
        on.worker(),
        on.servers().stream().map(SimulatedServer::view).toList(),
        sum.plus(new Counters(0, unanswered, 0, 0, 0, 0, 0, 0)));
  }

  @Override
  public void drain(String name) throws CallFailed, InterruptedException {
    on.promises().readings().mustKnow(on.host(), Wire.Peer.BALANCER, "drain " + name);
    takeOut("drain", name, server -> server.admit(Admission.DRAIN));
  }

  @Override
  public Drained drained(String name) throws CallFailed, InterruptedException {
    Optional<Drained> seen =
        on.wire().read(Wire.Peer.BALANCER, "show sess", () -> inFlight(server(name)));
    if (seen.isEmpty()) {
      drain(name);
    }
    return seen.orElseGet(() -> new Drained.Unknown("it takes requests; it is drained anew"));
  }

  private Optional<Drained> inFlight(SimulatedServer server) {
    server.wasAsked(on.simulation().now());
    return server.admission() == Admission.READY ? Optional.empty() : Optional.of(evidence(server));
  }

  /// An old worker takes what its clients still send, until it has ended.
  private Drained evidence(SimulatedServer server) {
    long old = on.ofOldWorkers().stream().filter(one -> one.server() == server).count();
    if (server.sessions() + old > 0) {
      return new Drained.Busy(server.sessions() + old, (server.sessions() + old) + " in flight");
    }
    if (!on.ofOldWorkers().isEmpty()) {
      return new Drained.Unknown("an old worker has not ended");
    }
    return new Drained.Empty("no stream on the server");
  }

  @Override
  public void fence(String name) throws CallFailed, InterruptedException {
    on.promises().readings().mustKnow(on.host(), Wire.Peer.BALANCER, "maint " + name);
    takeOut("maint", name, server -> server.admit(Admission.MAINT));
  }

  /// What comes here is HTTP.
  @Override
  public void hangUp(String name) throws CallFailed {
    server(name);
  }

  @Override
  public void examine(String name) throws CallFailed, InterruptedException {
    takeOut("drain; health down", name, SimulatedServer::examine);
  }

  private interface Order {
    void to(SimulatedServer server);
  }

  private void takeOut(String what, String name, Order order)
      throws CallFailed, InterruptedException {
    Optional<Controller> caller = on.simulation().caller();
    Instant sent = on.simulation().now();
    on.wire()
        .change(
            Wire.Peer.BALANCER,
            what + " " + name,
            () -> {
              SimulatedServer server = server(name);
              Was was =
                  !server.serving()
                      ? Was.OUT
                      : Promises.untold(server.upSince(), sent) ? Was.JUST_UP : Was.SERVING;
              order.to(server);
              on.promises().takenOut(on, slot(server), was, caller, sent);
              return name;
            });
  }

  /// What a server was before Ballast took it out.
  enum Was {
    SERVING,
    /// It had come up so short a while before the order was sent that no look could tell.
    JUST_UP,
    OUT
  }

  @Override
  public Proof proof(String name) throws CallFailed, InterruptedException {
    return on.wire().read(Wire.Peer.BALANCER, "show servers state", () -> proof(server(name)));
  }

  private static Proof proof(SimulatedServer server) {
    if (!server.isExamined()) {
      return new Proof.Forgotten();
    }
    return server.provenInFull() ? new Proof.Proven() : new Proof.NotYet(server.check());
  }

  @Override
  public void admit(String name, int weight) throws CallFailed, InterruptedException {
    on.wire()
        .change(
            Wire.Peer.BALANCER,
            "ready " + name,
            () -> {
              SimulatedServer server = server(name);
              server.weight(weight);
              server.admit(Admission.READY);
              on.promises().givenBack(on, slot(server));
              return name;
            });
  }

  @Override
  public void prepare() throws CallFailed, InterruptedException {
    on.wire().read(Wire.Peer.ENGINE, "look at config", () -> "");
  }

  @Override
  public void remember(String name, Start start) throws CallFailed, InterruptedException {
    if (server(name).start() == start) {
      return;
    }
    on.wire()
        .change(
            Wire.Peer.ENGINE,
            "config %s %s".formatted(start, name),
            () -> {
              server(name).starts(start);
              return name;
            });
  }

  @Override
  public Duration pollInterval() {
    return on.timing().poll();
  }

  private Slot slot(SimulatedServer server) {
    return new Slot(on.host(), server.slot());
  }

  private SimulatedServer server(String name) throws CallFailed {
    return on.servers().stream()
        .filter(server -> server.name().equals(name))
        .findFirst()
        .orElseThrow(() -> on.wire().failed(name, "No such server.", CallFailed.Effect.NONE));
  }
}
