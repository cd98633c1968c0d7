package ballast.sim;

import ballast.model.Admission;
import ballast.model.Counters;
import ballast.model.HostView;
import ballast.model.Slot;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import java.time.Duration;

/// The HAProxy of a simulated host, as Ballast reaches it.
final class SimulatedBalancer implements Balancer {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final HostView.Worker WORKER = new HostView.Worker(1, 1, "simulated");

  private final SimulatedHost on;

  SimulatedBalancer(SimulatedHost on) {
    this.on = on;
  }

  @Override
  public View read() throws CallFailed, InterruptedException {
    return on.wire().call("show stat", this::view);
  }

  View view() {
    Counters sum =
        on.servers().stream()
            .map(server -> server.view().counters())
            .reduce(Counters.NONE, Counters::plus);
    // HAProxy answers by itself where a server did not: its backend counts those as 5xx.
    long unanswered = sum.connectErrors() + sum.responseErrors();
    return new View(
        WORKER,
        on.servers().stream().map(SimulatedServer::view).toList(),
        sum.plus(new Counters(0, unanswered, 0, 0, 0, 0, 0, 0)));
  }

  @Override
  public void drain(String name) throws CallFailed, InterruptedException {
    takeOut("drain", name, server -> server.admit(Admission.DRAIN));
  }

  @Override
  public Drained drained(String name) throws CallFailed, InterruptedException {
    return on.wire()
        .call(
            "show sess",
            () -> {
              SimulatedServer server = server(name);
              if (server.serving()) {
                return new Drained.Busy(server.sessions(), "it takes requests");
              }
              return server.sessions() == 0
                  ? new Drained.Empty("no stream on the server")
                  : new Drained.Busy(server.sessions(), server.sessions() + " in flight");
            });
  }

  @Override
  public void fence(String name) throws CallFailed, InterruptedException {
    takeOut("maint", name, server -> server.admit(Admission.MAINT));
  }

  @Override
  public void examine(String name) throws CallFailed, InterruptedException {
    takeOut(
        "drain; health down",
        name,
        server -> {
          server.admit(Admission.DRAIN);
          server.healthDown();
        });
  }

  private interface Order {
    void to(SimulatedServer server);
  }

  private void takeOut(String what, String name, Order order)
      throws CallFailed, InterruptedException {
    on.wire()
        .change(
            what + " " + name,
            () -> {
              SimulatedServer server = server(name);
              boolean served = server.serving();
              order.to(server);
              on.promises().takenOut(on, slot(server), served ? Was.SERVING : Was.OUT);
            });
  }

  /// What a server was before Ballast took it out.
  enum Was {
    SERVING,
    OUT
  }

  @Override
  public Proof proof(String name) throws CallFailed, InterruptedException {
    return on.wire()
        .call(
            "show servers state",
            () ->
                server(name).provenInFull()
                    ? new Proof.Proven()
                    : new Proof.NotYet(server(name).check()));
  }

  @Override
  public void admit(String name, int weight) throws CallFailed, InterruptedException {
    on.wire()
        .change(
            "ready " + name,
            () -> {
              SimulatedServer server = server(name);
              server.weight(weight);
              server.admit(Admission.READY);
              on.promises().givenBack(on, slot(server));
            });
  }

  @Override
  public Duration pollInterval() {
    return POLL;
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
