package ballast.model;

/// HAProxy's administrative state of a server.
public enum Admission {
  /// Takes new requests when it is up.
  READY,
  /// No new requests, those in flight finish, checks run.
  DRAIN,
  /// Nothing at all; checks pause.
  MAINT
}
