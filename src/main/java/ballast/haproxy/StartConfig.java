package ballast.haproxy;

import ballast.port.Balancer;
import ballast.port.CallFailed;

/// The config that HAProxy reads when it starts, and not before.
public interface StartConfig {
  /// One that is not Ballast's to write.
  StartConfig OTHERS =
      new StartConfig() {
        @Override
        public void look() {}

        @Override
        public void set(ServerName server, Balancer.Start start) {}
      };

  /// Makes sure that it can be read.
  void look() throws CallFailed, InterruptedException;

  /// Whether a start leaves the server open or closed.
  void set(ServerName server, Balancer.Start start) throws CallFailed, InterruptedException;
}
