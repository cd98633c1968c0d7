package ballast.ssh;

import ballast.model.Problem;
import java.nio.file.Path;
import java.util.Optional;

/// The way to one host, open until it is closed.
public sealed interface Link extends AutoCloseable permits SshLink, LocalLink {
  /// The unix socket here that leads to the forward of that name.
  Path path(String forward);

  /// What the host said of itself when the link was opened.
  Facts facts();

  /// Why the link is dead, once it is.
  Optional<Problem> broken();

  @Override
  void close();

  /// @param uid whom we are there
  /// @param dockerGid the group of the Docker Engine's socket; empty where there is none
  /// @param docker what may be done with that socket
  record Facts(long uid, Optional<Long> dockerGid, Access docker) {}

  /// What a user may do with a socket.
  enum Access {
    ALLOWED,
    FORBIDDEN,
    MISSING
  }
}
