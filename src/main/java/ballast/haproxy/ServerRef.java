package ballast.haproxy;

/// One server of one backend, written `backend/server` as in HAProxy's commands.
public record ServerRef(BackendName backend, ServerName server) {
  /// Refuses, with `IllegalArgumentException`, what HAProxy would not accept as a name.
  public static ServerRef of(String backend, String server) {
    return new ServerRef(new BackendName(backend), new ServerName(server));
  }

  /// For names that HAProxy itself told: what is no name means that the reply was misread.
  static ServerRef told(String backend, String server) throws UnreadableReply {
    try {
      return of(backend, server);
    } catch (IllegalArgumentException e) {
      throw new UnreadableReply(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public String toString() {
    return backend + "/" + server;
  }
}
