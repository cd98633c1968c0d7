package ballast.docker;

/// The labels that Ballast writes on what it creates. They are the memory of it: nothing else is
/// kept anywhere.
final class Labels {
  static final String SERVICE = "ballast.service";
  static final String SLOT = "ballast.slot";
  static final String RELEASE = "ballast.release";
  static final String VERSION = "ballast.version";
  static final String ROLLOUT = "ballast.rollout";

  /// Of the lock that the rollout held.
  static final String GENERATION = "ballast.generation";

  /// `repository@sha256:…`.
  static final String IMAGE = "ballast.image";

  static final String PORT = "ballast.port";

  /// The marks of its secrets, `NAME=mark` with commas between; none where it has none.
  static final String SECRETS = "ballast.secrets";

  private Labels() {}
}
