package ballast.model;

/// What a server is once HAProxy has started.
public enum Start {
  /// It takes requests as soon as its check says so.
  OPEN,
  /// In maintenance, until someone opens it.
  CLOSED
}
