package ballast.docker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A port as Docker's `-p` has it: `[[ip:][host]:]container[/proto]`, one port each.
///
/// @param ip empty for all addresses of the host
/// @param hostPort empty for any free port
record PublishedPort(String ip, String hostPort, int containerPort, String protocol) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?:(?<ip>\\[[0-9a-fA-F:.]+]|[0-9.]+):)?(?<host>\\d{0,5}):)?(?<container>\\d{1,5})(?:/(?<protocol>tcp|udp|sctp))?");
  private static final Pattern RANGE = Pattern.compile("\\d-\\d");
  private static final int HIGHEST = 65_535;

  /// @throws IllegalArgumentException that says what is wrong with it
  static PublishedPort parse(String text) {
    if (RANGE.matcher(text).find()) {
      throw new IllegalArgumentException(
          "publish '%s' is a range of ports; write one line for each port".formatted(text));
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "publish '%s' is not [[ip:]host:]container[/tcp|udp|sctp]".formatted(text));
    }
    String host = part(matcher, "host");
    int container = Integer.parseInt(part(matcher, "container"));
    if (container < 1 || container > HIGHEST || (!host.isEmpty() && invalid(host))) {
      throw new IllegalArgumentException(
          "publish '%s': ports are 1 to %d".formatted(text, HIGHEST));
    }
    String protocol = part(matcher, "protocol");
    return new PublishedPort(
        part(matcher, "ip").replaceAll("[\\[\\]]", ""),
        host,
        container,
        protocol.isEmpty() ? "tcp" : protocol);
  }

  private static boolean invalid(String host) {
    int port = Integer.parseInt(host);
    return port < 1 || port > HIGHEST;
  }

  private static String part(Matcher matcher, String name) {
    String part = matcher.group(name);
    return part == null ? "" : part;
  }

  /// The container's side, as the Engine API names it: `8080/tcp`.
  String key() {
    return containerPort + "/" + protocol;
  }
}
