package ballast.model;

import java.util.regex.Pattern;

/// The name of a release: a short hash of everything that shapes its container. Equal names, equal
/// releases.
///
/// A container that Ballast did not create has one too, taken from its image (`x…`), so that it can
/// be gone back to.
public record ReleaseId(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-z]{1,32}");

  public ReleaseId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a release id: '" + value + "'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
