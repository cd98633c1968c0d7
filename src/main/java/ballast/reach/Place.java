package ballast.reach;

import ballast.model.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A host and the way to it.
public sealed interface Place {
  Host host();

  /// This machine.
  record Local(Host host) implements Place {}

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
