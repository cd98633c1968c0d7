package ballast.model;

/// What HAProxy has counted for one server or backend since it started. Only differences mean
/// anything.
///
/// @param answered requests that the server answered (1xx to 5xx)
/// @param serverErrors answers of 500 and more: on a server those of the container itself, on a
///   backend also HAProxy's own; see [HostView.Seen] for what a look at a host keeps of them
/// @param connectErrors requests that found no connection, after all retries
/// @param responseErrors answers that broke off or made no sense
/// @param retries connections that were tried again
/// @param redispatches requests moved to another server
/// @param clientAborts transfers that clients gave up
/// @param serverAborts transfers that servers gave up
public record Counters(
    long answered,
    long serverErrors,
    long connectErrors,
    long responseErrors,
    long retries,
    long redispatches,
    long clientAborts,
    long serverAborts) {
  public static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0, 0, 0);

  /// What has come since `earlier`; never less than zero, since a restarted HAProxy counts from
  /// zero again.
  public Counters since(Counters earlier) {
    return answered < earlier.answered
        ? this
        : new Counters(
            answered - earlier.answered,
            Math.max(0, serverErrors - earlier.serverErrors),
            Math.max(0, connectErrors - earlier.connectErrors),
            Math.max(0, responseErrors - earlier.responseErrors),
            Math.max(0, retries - earlier.retries),
            Math.max(0, redispatches - earlier.redispatches),
            Math.max(0, clientAborts - earlier.clientAborts),
            Math.max(0, serverAborts - earlier.serverAborts));
  }

  public Counters withServerErrors(long changed) {
    return new Counters(
        answered,
        changed,
        connectErrors,
        responseErrors,
        retries,
        redispatches,
        clientAborts,
        serverAborts);
  }

  public Counters plus(Counters other) {
    return new Counters(
        answered + other.answered,
        serverErrors + other.serverErrors,
        connectErrors + other.connectErrors,
        responseErrors + other.responseErrors,
        retries + other.retries,
        redispatches + other.redispatches,
        clientAborts + other.clientAborts,
        serverAborts + other.serverAborts);
  }
}
