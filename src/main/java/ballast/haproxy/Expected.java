package ballast.haproxy;

import java.util.List;

/// What a rollout is about to rely on at one HAProxy.
///
/// @param servers those whose containers will be replaced, spare ones included
public record Expected(BackendName backend, List<ServerName> servers, Weights weights) {
  /// Whether the rollout sets weights other than none and all.
  public enum Weights {
    LEFT_ALONE,
    /// For a canary.
    CHANGED
  }

  public Expected {
    servers = List.copyOf(servers);
  }

  List<ServerRef> refs() {
    return servers.stream().map(server -> new ServerRef(backend, server)).toList();
  }
}
