package ballast.haproxy;

/// What the checks are told to believe from now on (`set server … health`).
///
/// Only for servers with a check: without one nothing would ever bring it back, and HAProxy does
/// not object (recorded on 2.6 to 3.4).
public enum Health {
  /// As if all checks had failed: `rise` fresh successes are needed again.
  DOWN("down"),
  UP("up");

  private final String word;

  Health(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
