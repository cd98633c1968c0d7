package ballast.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a Docker Engine listens on TCP.
///
/// @param host a name or an address, without brackets
public record TcpAddress(String host, int port) {
  /// Docker's own for TLS.
  public static final int TLS_PORT = 2376;

  /// Docker's own without.
  public static final int PLAIN_PORT = 2375;

  private static final Pattern WRITTEN =
      Pattern.compile(
          "tcp://(?:\\[(?<v6>[0-9A-Fa-f:.]{2,45})]|(?<name>[A-Za-z0-9_.-]{1,253}))(?::(?<port>[0-9]{1,5}))?/?");
  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)localhost|127(\\.[0-9]{1,3}){3}|::1|(0{1,4}:){7}0{0,3}1");
  private static final int MOST = 65_535;

  public TcpAddress {
    if (host.isEmpty() || port < 1 || port > MOST) {
      throw new IllegalArgumentException("no address with a port: '" + host + ":" + port + "'");
    }
  }

  /// Reads `tcp://fe-1.example:2376` or `tcp://[2001:db8::1]`; without a port it is Docker's own
  /// for TLS. Nothing where it is none of these.
  public static Optional<TcpAddress> parse(String text) {
    return parse(text, TLS_PORT);
  }

  /// @param usual the port where none is written
  public static Optional<TcpAddress> parse(String text, int usual) {
    Matcher parts = WRITTEN.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String name = parts.group("v6") == null ? parts.group("name") : parts.group("v6");
    int port = parts.group("port") == null ? usual : Integer.parseInt(parts.group("port"));
    return port < 1 || port > MOST || name.startsWith("-") || name.startsWith(".")
        ? Optional.empty()
        : Optional.of(new TcpAddress(name, port));
  }

  /// Whether it never leaves this machine, by its name alone.
  public boolean loopback() {
    return LOOPBACK.matcher(host).matches();
  }

  /// As programs take it that ask for `HOST:PORT`.
  public String bare() {
    return "%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port);
  }

  @Override
  public String toString() {
    return "tcp://" + bare();
  }
}
