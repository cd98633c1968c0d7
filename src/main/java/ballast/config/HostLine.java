package ballast.config;

import ballast.model.TcpAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// One host written in ballast.yml.
public sealed interface HostLine {
  String name();

  /// What one would write in `hosts`: `fe-1`, `user@fe-1:22`, `user@[2001:db8::1]`,
  /// `tcp://fe-1:2376`, `docker` or `local`.
  ///
  /// @throws IllegalArgumentException when it is none of these
  static HostLine of(String text) {
    return switch (HostsReader.written(text)) {
      case Form.Outcome.Fits<HostLine>(var line) -> line;
      case Form.Outcome.Misfit<HostLine>(var what, var hint) ->
          throw new IllegalArgumentException(what + ": " + hint);
    };
  }

  /// This machine, without ssh.
  record Local() implements HostLine {
    /// How it is written, and what it is called.
    public static final String NAME = "local";

    @Override
    public String name() {
      return NAME;
    }
  }

  /// The engine that the docker command of this user would ask.
  record AsDocker() implements HostLine {
    /// How it is written, and what it is called.
    public static final String NAME = "docker";

    @Override
    public String name() {
      return NAME;
    }
  }

  /// A machine of which nothing is reached but its engine, on TCP.
  ///
  /// @param certPath its folder of certificates, if not that of all
  record ByTcp(String name, TcpAddress at, Optional<Path> certPath) implements HostLine {}

  /// A machine whose engine a context of docker leads to.
  record ByContext(String name, String context) implements HostLine {}

  /// A machine reached through ssh.
  ///
  /// @param name what it is called, and what ssh is given where there is no address
  record Remote(
      String name,
      Optional<String> address,
      OptionalInt port,
      Optional<String> user,
      Optional<Path> key)
      implements HostLine {
    /// It as one line; a key of its own has no place there.
    String text() {
      return user.map(login -> login + "@").orElse("")
          + address.map("[%s]"::formatted).orElse(name)
          + (port.isPresent() ? ":" + port.getAsInt() : "");
    }
  }
}
