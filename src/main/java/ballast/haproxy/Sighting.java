package ballast.haproxy;

import java.util.List;
import java.util.Optional;

/// What one HAProxy process told on one line, at one moment.
public record Sighting(
    RunningProcess process, List<ServerState> states, Stat stat, List<ServerConn> connections) {
  public Sighting {
    states = List.copyOf(states);
    connections = List.copyOf(connections);
  }

  /// All that was told about one server; empty when either view lacks it.
  public Optional<ServerSight> server(ServerRef ref) {
    Optional<ServerState> state = ServerState.find(states, ref);
    Optional<ServerStat> row = stat.server(ref);
    return state.isPresent() && row.isPresent()
        ? Optional.of(new ServerSight(state.get(), row.get(), ServerConn.find(connections, ref)))
        : Optional.empty();
  }
}
