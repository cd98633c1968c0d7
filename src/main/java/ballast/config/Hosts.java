package ballast.config;

import java.nio.file.Path;
import java.util.List;

/// Where the hosts come from.
public sealed interface Hosts {
  /// An Ansible inventory.
  ///
  /// @param path where it is as seen from the working directory; the file gives it as seen from
  ///   itself
  record Inventory(Path path) implements Hosts {}

  /// The hosts themselves, written in ballast.yml.
  record Listed(List<HostLine> lines) implements Hosts {
    public Listed {
      lines = List.copyOf(lines);
    }
  }
}
