package ballast.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// The ballast.yml that `ballast init` writes: every key with its default and one line of why.
///
/// Keys that are not set begin with `#` and no blank, so that taking the `#` away sets them.
///
/// @param hosts an inventory by its path as seen from the file, or the hosts themselves
public record InitTemplate(String service, String image, int port, Hosts hosts) {
  private static final String RESOURCE = "init.yml";

  /// The whole file.
  public String text() {
    return resource()
        .replace("<service>", service)
        .replace("<image>", image)
        .replace("<port>", Integer.toString(port))
        .replace("<hosts>", hosts(hosts));
  }

  private static String resource() {
    try (InputStream in = InitTemplate.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(RESOURCE + " in the jar cannot be read", e);
    }
  }

  private static String hosts(Hosts hosts) {
    return switch (hosts) {
      case Hosts.Inventory(var path) -> quoted(path.toString());
      case Hosts.Listed(var lines) ->
          lines.stream().map(InitTemplate::line).collect(Collectors.joining(", ", "[", "]"));
    };
  }

  private static String line(HostLine line) {
    return switch (line) {
      case HostLine.Local _, HostLine.AsDocker _ -> line.name();
      case HostLine.ByContext(var name, var context) ->
          "{name: %s, context: %s}".formatted(quoted(name), quoted(context));
      case HostLine.ByTcp(var name, var at, var certPath) ->
          "{name: %s, docker: %s%s}"
              .formatted(
                  quoted(name),
                  quoted(at.toString()),
                  certPath.map(path -> ", cert_path: " + quoted(path.toString())).orElse(""));
      case HostLine.Remote(var name, var address, var port, var user, var key) -> {
        var written = new StringBuilder("{name: ").append(quoted(name));
        address.ifPresent(text -> written.append(", address: ").append(quoted(text)));
        port.ifPresent(number -> written.append(", port: ").append(number));
        user.ifPresent(text -> written.append(", user: ").append(quoted(text)));
        key.ifPresent(path -> written.append(", key: ").append(quoted(path.toString())));
        boolean nameOnly = new HostLine.Remote(name, address, port, user, key).equals(named(name));
        yield nameOnly ? quoted(name) : written.append("}").toString();
      }
    };
  }

  private static HostLine named(String name) {
    return new HostLine.Remote(
        name, Optional.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty());
  }

  /// As plain as YAML allows.
  private static String quoted(String text) {
    return text.matches("[A-Za-z./~][A-Za-z0-9_./@-]*") && !text.matches("(?i)null|~")
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
