package ballast.model;

import java.util.Locale;

/// Where in a rollout a command of `hooks:` is run. `after…` follows where all went well,
/// `on…failure` where it did not.
public enum HookPoint {
  BEFORE,
  AFTER,
  ON_FAILURE,
  BEFORE_BATCH,
  AFTER_BATCH,
  ON_BATCH_FAILURE,
  BEFORE_HOST,
  AFTER_HOST,
  ON_HOST_FAILURE,
  BEFORE_SLOT,
  AFTER_SLOT,
  ON_SLOT_FAILURE;

  /// As it is written in ballast.yml.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// As [#word] gives it.
  ///
  /// @throws IllegalArgumentException when there is none of that name
  public static HookPoint of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
