package ballast.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// One host written in ballast.yml.
public sealed interface HostLine {
  String name();

  /// This machine, without ssh.
  record Local() implements HostLine {
    /// How it is written, and what it is called.
    public static final String NAME = "local";

    @Override
    public String name() {
      return NAME;
    }
  }

  /// A machine reached through ssh.
  ///
  /// @param name what it is called, and what ssh is given where there is no address
  record Remote(
      String name,
      Optional<String> address,
      OptionalInt port,
      Optional<String> user,
      Optional<Path> key)
      implements HostLine {}
}
