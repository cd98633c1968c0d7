package ballast.haproxy;

/// What the master said to `reload`. Whatever it was, believe [Proc]: a new worker, one reload
/// more.
public sealed interface ReloadReport {
  /// The new worker is ready (2.7 and later).
  record Loaded(String log) implements ReloadReport {}

  /// The configuration was not accepted, the worker before still serves (2.7 and later).
  record Failed(String log) implements ReloadReport {}

  /// The connection was cut without a word, which on 2.6 and older is all there is.
  record Untold() implements ReloadReport {}

  static ReloadReport parse(String reply) throws UnreadableReply {
    if (reply.isBlank()) {
      return new Untold();
    }
    int end = reply.indexOf("\n--\n");
    String log = end < 0 ? "" : reply.substring(end + "\n--\n".length()).strip();
    return switch (reply.lines().findFirst().orElse("")) {
      case "Success=1" -> new Loaded(log);
      case "Success=0" -> new Failed(log);
      default -> throw UnreadableReply.expected("Success=0 or Success=1", reply);
    };
  }
}
