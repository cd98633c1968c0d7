package ballast.haproxy;

import java.util.List;

/// What a rollout is about to rely on at one HAProxy.
///
/// @param servers those whose containers will be replaced, spare ones included
public record Expected(BackendName backend, List<ServerName> servers, Proving proving) {
  /// What a check must have heard, to prove a container.
  public enum Proving {
    BY_AN_ANSWER,
    /// The user says that there is nothing else to ask.
    BY_AN_OPEN_PORT
  }

  public Expected {
    servers = List.copyOf(servers);
  }

  List<ServerRef> refs() {
    return servers.stream().map(server -> new ServerRef(backend, server)).toList();
  }
}
