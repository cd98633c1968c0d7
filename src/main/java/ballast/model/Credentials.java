package ballast.model;

/// What a registry is shown.
///
/// @param registry as its credentials are filed, e.g. `registry.example:5000`
/// @param from where they were found, in words
public record Credentials(String registry, Access access, String from) {
  public sealed interface Access {
    record Password(String user, Secret password) implements Access {}

    /// What a registry's own log-in page gave for a password.
    record IdentityToken(Secret token) implements Access {}

    /// Sent to the registry as it is.
    record RegistryToken(Secret token) implements Access {}
  }

  /// Who asks, and how that is known.
  public String told() {
    return switch (access) {
      case Access.Password(var user, _) -> "as user %s, from %s".formatted(user, from);
      case Access.IdentityToken _ -> "with an identity token, from " + from;
      case Access.RegistryToken _ -> "with a registry token, from " + from;
    };
  }

  /// The part that nobody may see.
  public Secret secret() {
    return switch (access) {
      case Access.Password(_, var password) -> password;
      case Access.IdentityToken(var token) -> token;
      case Access.RegistryToken(var token) -> token;
    };
  }
}
