package ballast.model;

/// An image pinned to what it is, not to what a tag happens to say today.
public record Image(String repository, Digest digest) {
  /// How engines and registries name it: `repository@sha256:…`.
  public String reference() {
    return repository + "@" + digest;
  }

  @Override
  public String toString() {
    return reference();
  }
}
