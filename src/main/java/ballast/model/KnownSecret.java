package ballast.model;

/// A secret that has been read.
///
/// @param print tells two values apart without telling either; the same on every machine
public record KnownSecret(String name, SecretSpec.Delivery delivery, Secret value, String print) {
  /// What containers are marked with, so that the next run sees whether it has changed.
  public String mark() {
    return switch (delivery) {
      case FILE -> print;
      case ENV -> print + "@env";
    };
  }
}
