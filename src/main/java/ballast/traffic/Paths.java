package ballast.traffic;

import java.util.stream.Stream;

/// Where the application answers each kind of request: absolute paths without a query.
///
/// @param get answers a GET at once
/// @param post takes a POST of some bytes and answers at once
/// @param slow with `?ms=N`: answers a GET after N milliseconds
/// @param upload takes a POST whose body comes slowly, and answers when it has all of it
/// @param events with `?count=N`: streams N server-sent events, chunked, then ends
/// @param websocket echoes every text message
public record Paths(
    String get, String post, String slow, String upload, String events, String websocket) {
  /// `/`, `/`, `/slow`, `/upload`, `/events`, `/ws`.
  public static final Paths DEFAULT = new Paths("/", "/", "/slow", "/upload", "/events", "/ws");

  /// @throws IllegalArgumentException when a path does not begin with `/` or could not stand in a
  ///   request line
  public Paths {
    Stream.of(get, post, slow, upload, events, websocket).forEach(Paths::check);
  }

  private static void check(String path) {
    if (!path.startsWith("/")
        || path.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '?' || c == '#')) {
      throw new IllegalArgumentException(
          "a path must begin with '/' and hold no space, '?' or '#': '" + path + "'");
    }
  }
}
