package ballast.model;

/// Something that went wrong, said so that it helps at three in the morning.
///
/// @param what what happened, one line
/// @param why the reason, in the peer's own words where there is one
/// @param next the command or the change that helps
public record Problem(String what, String why, String next) {
  @Override
  public String toString() {
    return "%s%n  why:  %s%n  next: %s".formatted(what, why, next);
  }

  /// The first line only, for places that have room for one.
  public String brief() {
    return why.isBlank() ? what : what + ": " + why.lines().findFirst().orElse("");
  }
}
