package ballast.haproxy;

/// Whether a server may be given requests (`set server … state`).
public enum Admission {
  /// New requests are balanced to it, if its checks agree.
  READY("ready"),
  /// No new balanced requests; cookies and stick tables still lead here; checks go on.
  DRAIN("drain"),
  /// Nothing new at all, persistence included; checks pause; pooled idle connections are closed.
  MAINT("maint");

  private final String word;

  Admission(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
