package ballast.model;

/// What a host's HAProxy says of a slot's server.
///
/// @param start how HAProxy's start has left it: closed only as long as nobody has opened it since,
///   and only where the config is Ballast's own, so that no person has closed it there
/// @param up whether HAProxy's own view of its health lets it serve
/// @param weight the weight in force; 0 takes no new requests
/// @param initialWeight the weight of HAProxy's config
/// @param sessions requests in flight
/// @param queued requests waiting for this server
/// @param check HAProxy's last check, in its words, e.g. `L7OK/200`
/// @param counters what it has counted since HAProxy started
public record ServerView(
    String name,
    Admission admission,
    Start start,
    Condition up,
    int weight,
    int initialWeight,
    long sessions,
    long queued,
    String check,
    Counters counters) {
  /// What HAProxy thinks of a server's health.
  public enum Condition {
    UP,
    DOWN
  }

  /// One that a start leaves open, or that someone has opened since.
  public ServerView(
      String name,
      Admission admission,
      Condition up,
      int weight,
      int initialWeight,
      long sessions,
      long queued,
      String check,
      Counters counters) {
    this(name, admission, Start.OPEN, up, weight, initialWeight, sessions, queued, check, counters);
  }

  /// Whether it takes new requests now.
  public boolean serving() {
    return admission == Admission.READY && up == Condition.UP && weight > 0;
  }

  /// Whether no check has ended since HAProxy started, which counts it as up until one has.
  public boolean unchecked() {
    return check.startsWith("INI");
  }

  /// Whether it is out by somebody's hand, or because it has never been opened.
  public boolean takenOut() {
    return admission != Admission.READY || (weight == 0 && initialWeight > 0);
  }
}
