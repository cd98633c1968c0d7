package ballast.cli;

/// How a command ended, for scripts.
public enum Exit {
  /// Done, or nothing to do.
  DONE(0),
  /// It failed, and the fleet serves the earlier release.
  WENT_BACK(1),
  /// The command line or the config is wrong; nothing was touched.
  USAGE(2),
  /// It failed, and the fleet is mixed: what is where was told. Also where it is not known how a
  /// rollout ended.
  MIXED(3),
  /// Another rollout holds the lock.
  LOCKED(4),
  /// Hosts could not be reached; nothing was touched.
  UNREACHABLE(5),
  /// A person stopped it.
  STOPPED(6),
  /// A bug in Ballast.
  BUG(70);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
