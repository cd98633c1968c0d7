package ballast.reach;

import ballast.model.Host;
import ballast.model.TcpAddress;
import ballast.tls.ClientKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A host and the way to it.
public sealed interface Place {
  Host host();

  /// This machine.
  ///
  /// @param engine the socket of its Docker Engine
  record Local(Host host, Path engine) implements Place {}

  /// A machine of which nothing is reached but its Docker Engine, on TCP.
  record ByTcp(Host host, TcpAddress at, Security security) implements Place {}

  /// How one is known to an engine on TCP, and it to us.
  sealed interface Security {
    /// By certificates, of both.
    record Tls(ClientKeys keys) implements Security {}

    /// Not at all: nobody is between, and this machine's users are let in by whoever set it up.
    record OnLoopback() implements Security {}
  }

  /// A machine that the user's own ssh reaches.
  ///
  /// @param args further arguments for ssh, as they are
  record BySsh(
      Host host,
      String address,
      OptionalInt port,
      Optional<String> user,
      Optional<Path> key,
      List<String> args)
      implements Place {
    public BySsh {
      args = List.copyOf(args);
    }
  }
}
