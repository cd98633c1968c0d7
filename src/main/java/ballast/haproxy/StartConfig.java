package ballast.haproxy;

import ballast.model.Start;
import ballast.port.CallFailed;

/// The config that HAProxy reads when it starts, and not before.
public interface StartConfig {
  /// One that is not Ballast's to write: what it has closed, a person has.
  StartConfig OTHERS =
      new StartConfig() {
        @Override
        public void look() {}

        @Override
        public void set(ServerName server, Start start) {}

        @Override
        public Start left(ServerState server) {
          return Start.OPEN;
        }
      };

  /// Makes sure that it can be read.
  void look() throws CallFailed, InterruptedException;

  /// Whether a start leaves the server open or closed.
  void set(ServerName server, Start start) throws CallFailed, InterruptedException;

  /// How the start of the HAProxy that runs has left a server: closed only where this config alone
  /// can have closed it, and only as long as nobody has opened it.
  default Start left(ServerState server) {
    return server.closedSinceStart() ? Start.CLOSED : Start.OPEN;
  }
}
