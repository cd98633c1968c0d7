package ballast.sim;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Clients of one host who send requests, now and then a long one, and never try again.
final class Traffic {
  private static final Duration SHORTEST = Duration.ofMillis(5);
  private static final Duration LONGEST = Duration.ofMillis(400);
  private static final Duration SLOW = Duration.ofSeconds(4);

  /// One request in so many is a slow one.
  private static final int SLOW_ONE_IN = 60;

  /// One request in so many comes from a client that sticks to a server.
  private static final int STICKY_ONE_IN = 40;

  private final Simulation simulation;
  private final SimulatedHost host;
  private final Duration pause;
  private final BooleanSupplier reached;
  private int turn;

  /// @param reached whether requests come to the host at all
  Traffic(Simulation simulation, SimulatedHost host, Duration pause, BooleanSupplier reached) {
    this.simulation = simulation;
    this.host = host;
    this.pause = pause;
    this.reached = reached;
  }

  void begin() {
    simulation.later(simulation.between(Duration.ZERO, pause.multipliedBy(2)), this::next);
  }

  private void next() {
    Duration takes =
        simulation.dice(SLOW_ONE_IN) == 0
            ? simulation.between(LONGEST, SLOW)
            : simulation.between(SHORTEST, LONGEST);
    List<SimulatedServer> able = able();
    if (host.isOff() || !reached.getAsBoolean()) {
      begin();
      return;
    }
    if (able.isEmpty()) {
      host.promises().unserved(host);
    } else {
      host.send(able.get(turn++ % able.size()), takes);
    }
    begin();
  }

  /// A cookie still leads to a server in drain, as long as HAProxy thinks that it is well.
  private List<SimulatedServer> able() {
    if (simulation.dice(STICKY_ONE_IN) == 0) {
      SimulatedServer own = host.servers().get(simulation.dice(host.servers().size()));
      if (own.reachable()) {
        return List.of(own);
      }
    }
    return host.servers().stream().filter(SimulatedServer::serving).toList();
  }
}
