package ballast.sim;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.EdgeSight;
import ballast.model.EdgeView;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.ServerView;
import ballast.model.Service;
import ballast.model.SlotView;
import java.time.Duration;
import java.time.Instant;

/// Builds a simulated fleet that stands as a real one was seen: its containers in their places,
/// what its HAProxies say of each server, and what could not be reached.
///
/// What cannot be seen is made up: a container that runs and is not well stays so, and what it
/// takes to start one is thrown by the dice.
final class SimulatedCopy {
  private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(250);

  /// How long the edge takes is not seen either.
  private static final SimulatedEdge.Slowness EDGE =
      new SimulatedEdge.Slowness(Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(5));

  private final SimulatedFleet fleet;

  private SimulatedCopy(SimulatedFleet fleet) {
    this.fleet = fleet;
  }

  static SimulatedFleet of(
      Simulation simulation, Service service, Policy policy, Observed observed) {
    Promises.Cutting cutting =
        switch (policy.drain().then()) {
          case ROLL_BACK -> Promises.Cutting.FORBIDDEN;
          case CUT -> Promises.Cutting.ALLOWED;
        };
    var limits =
        new Promises.Limits(
            service.slots(),
            policy.perHost(),
            policy.mostOut(observed.hosts().size(), service.slots()),
            cutting);
    var fleet =
        new SimulatedFleet(
            simulation,
            service,
            spares(service, observed),
            limits,
            observed.hosts().stream().map(HostView::host).toList());
    var copy = new SimulatedCopy(fleet);
    if (observed.seen().anyMatch(host -> !(host.edge() instanceof EdgeSight.NotAsked))) {
      fleet.behind(EDGE);
      observed.seen().forEach(copy::standAtEdge);
    }
    observed.hosts().forEach(copy::stand);
    return fleet.traffic(BETWEEN_REQUESTS);
  }

  private void standAtEdge(HostView.Seen seen) {
    switch (seen.edge()) {
      case EdgeSight.Seen(EdgeView.Left _), EdgeSight.Seen(EdgeView.Leaving _) ->
          fleet.front().lets(seen.host());
      case EdgeSight.Seen(EdgeView.Withheld(var why)) -> fleet.front().withhold(seen.host(), why);
      case EdgeSight.Seen(EdgeView.Serving _),
          EdgeSight.Seen(EdgeView.Joining _),
          EdgeSight.Unseen _,
          EdgeSight.NotAsked _ -> {}
    }
  }

  private static int spares(Service service, Observed observed) {
    int most = observed.slotsAndSpares().mapToInt(view -> view.slot().number()).max().orElse(0);
    return Math.max(0, most - service.slots());
  }

  private void stand(HostView view) {
    switch (view) {
      case HostView.Unreachable dark -> fleet.on(dark.host()).wire().cut();
      case HostView.Seen seen -> seen.slotsAndSpares().forEach(this::stand);
    }
  }

  private void stand(SlotView seen) {
    seen.berths().reversed().forEach(berth -> stand(seen, berth));
    fleet.on(seen.slot().host()).server(seen.slot()).stands(seen.server());
    if (seen.foreignHand()) {
      Admission admission = seen.server().admission();
      fleet
          .promises()
          .byHand(
              fleet.on(seen.slot().host()),
              seen.slot(),
              admission == Admission.READY ? Admission.DRAIN : admission);
    }
    if (!seen.serving()) {
      fleet.promises().endsByItself(seen.slot());
    }
  }

  private void stand(SlotView seen, Berth berth) {
    boolean sick =
        berth.state() == Berth.State.RUNNING
            && seen.server().admission() != Admission.MAINT
            && seen.server().up() == ServerView.Condition.DOWN;
    SimulatedContainer container =
        fleet
            .engineOf(seen.slot().host())
            .add(seen.slot(), berth.release(), berth.version(), berth.place());
    container.stands(berth.state());
    if (sick) {
      container.sickUntil(Instant.MAX);
    }
  }
}
