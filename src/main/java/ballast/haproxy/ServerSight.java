package ballast.haproxy;

import java.util.Optional;

/// What one process told about one server, at one moment.
///
/// @param connections empty when HAProxy told none
public record ServerSight(ServerState state, ServerStat stat, Optional<ServerConn> connections) {
  public ServerRef ref() {
    return state.ref();
  }
}
