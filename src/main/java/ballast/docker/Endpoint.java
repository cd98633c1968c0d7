package ballast.docker;

import ballast.model.TcpAddress;
import ballast.ssh.Door;
import javax.net.ssl.SSLContext;

/// Where a host's Docker Engine answers.
public sealed interface Endpoint {
  /// At a unix socket of this machine: its own, or one that a link brings here.
  record AtSocket(Door door) implements Endpoint {}

  /// On TCP, to whoever comes: for loopback alone.
  record Plain(TcpAddress at) implements Endpoint {}

  /// On TCP with TLS. What answers must have a certificate for that very host.
  ///
  /// @param context whom to believe, and the certificate to show
  record Tls(TcpAddress at, SSLContext context) implements Endpoint {}
}
