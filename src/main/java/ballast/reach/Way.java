package ballast.reach;

import ballast.docker.Endpoint;
import ballast.ssh.Forward;
import ballast.ssh.Link;

/// What leads to one host.
sealed interface Way {
  /// Its sockets, which are here or which a link brings here.
  record Linked(Link link) implements Way {}

  /// Its Docker Engine on TCP, and nothing else of it.
  record EngineAlone(Endpoint endpoint) implements Way {}

  default Endpoint engine() {
    return switch (this) {
      case Linked(var link) -> new Endpoint.AtSocket(link.door(Forward.DOCKER));
      case EngineAlone(var endpoint) -> endpoint;
    };
  }
}
