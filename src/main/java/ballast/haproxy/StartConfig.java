package ballast.haproxy;

import ballast.port.Balancer;
import ballast.port.CallFailed;

/// The config that HAProxy reads when it starts, and not before.
public interface StartConfig {
  /// One that is not Ballast's to write.
  StartConfig OTHERS = (_, _) -> {};

  /// Whether a start leaves the server open or closed.
  void set(ServerName server, Balancer.Start start) throws CallFailed, InterruptedException;
}
