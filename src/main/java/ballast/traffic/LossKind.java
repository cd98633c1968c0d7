package ballast.traffic;

/// How a request was lost, as the client saw it.
public enum LossKind {
  /// No connection: refused, no route, no such name.
  REFUSED,
  /// The connection broke before the first byte of an answer.
  RESET,
  /// The server closed the connection in order, but before the first byte of an answer.
  NO_ANSWER,
  /// The connection ended, in whatever way, within an answer.
  CUT,
  /// An answer from 400 to 499: nothing that is sent here deserves one.
  STATUS_4XX,
  /// An answer from 500 to 599.
  STATUS_5XX,
  /// No complete answer within the patience of [TrafficSpec#timeout()].
  TIMEOUT,
  /// An answer that is not HTTP/1.1, or not what was asked for.
  GARBLED,
  /// Not sent: this client was at its own limit (requests in flight, ports, descriptors). The fleet
  /// is not to blame, but the measurement is spoilt.
  OVERRUN,
  /// A websocket that ended without a close frame or did not echo. Told in [Tally#losses()],
  /// counted only in [Tally#websocketsCut()]: it is not a request.
  WEBSOCKET_CUT
}
