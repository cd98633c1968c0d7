package ballast.live;

/// How many of the faults are tried: a part that stands for all, or every one.
final class Faults {
  /// The tag of those that only `./check all` tries.
  static final String EVERY = "every-fault";

  private Faults() {}

  /// Whether this is `./check all`.
  static boolean all() {
    return Boolean.getBoolean("ballast.faults.all");
  }
}
