package ballast.ssh;

import ballast.model.Problem;
import java.util.Map;
import java.util.Optional;

/// The way to one host, open until it is closed.
public sealed interface Link extends AutoCloseable permits SshLink, LocalLink {
  /// What leads to the forward of that name, as long as this link lives.
  ///
  /// @throws IllegalArgumentException when there is no such forward
  Door door(String forward);

  /// What comes here of the host.
  Reach reach();

  /// What the host said of itself when the link was opened.
  Facts facts();

  /// Why the link is dead, while it is.
  Optional<Problem> broken();

  @Override
  void close();

  /// @param uid whom we are there
  /// @param dockerGid the group of the Docker Engine's socket; empty where there is none
  /// @param sockets what may be done with the forwards that are sockets
  record Facts(long uid, Optional<Long> dockerGid, Map<String, Access> sockets) {
    public Facts {
      sockets = Map.copyOf(sockets);
    }

    /// What may be done with what that forward leads to.
    public Access access(String forward) {
      return sockets.getOrDefault(forward, Access.MISSING);
    }
  }

  /// What a user may do with a socket.
  enum Access {
    ALLOWED,
    FORBIDDEN,
    MISSING
  }

  enum Reach {
    /// Everything that was asked for.
    EVERYTHING,
    /// The host lets no socket be forwarded, and the Docker Engine is reached all the same.
    DOCKER_ALONE
  }
}
