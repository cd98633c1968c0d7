package ballast.haproxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// What a real HAProxy answered: backend `app` with four servers (the fourth `disabled`), `hashed`
/// (balance source) and `plain` (tcp), both without checks.
record Recording(String version, String name) {
  static final List<String> VERSIONS = List.of("2.6.12", "2.8.0", "3.0.0", "3.4.0");
  static final BackendName APP = new BackendName("app");
  static final ServerRef FIRST = ServerRef.of("app", "pxApp_1");
  static final ServerRef SECOND = ServerRef.of("app", "pxApp_2");
  static final ServerRef SPARE = ServerRef.of("app", "pxApp_4");

  static Stream<String> versions() {
    return VERSIONS.stream();
  }

  /// The answer without the command that the recording begins with.
  String answer() {
    String text = text();
    return text.substring(text.indexOf('\n') + 1);
  }

  static String answer(String version, String name) {
    return new Recording(version, name).answer();
  }

  static ServerStat stat(String version, String state, ServerRef server) {
    try {
      return Stat.parse(answer(version, "show-stat-" + state)).server(server).orElseThrow();
    } catch (UnreadableReply e) {
      throw new UncheckedIOException(e);
    }
  }

  static ServerState state(String version, String name, ServerRef server) {
    try {
      return ServerState.find(ServerState.parse(answer(version, name)), server).orElseThrow();
    } catch (UnreadableReply e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text() {
    String path = "/haproxy/" + version + "/" + name + ".txt";
    try (InputStream in = Recording.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalArgumentException("no recording " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
