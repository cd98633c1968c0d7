package ballast.docker;

import ballast.model.Credentials;
import ballast.model.Credentials.Access;
import ballast.model.Secret;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Credentials as the Engine API takes them: the header `X-Registry-Auth`, JSON in base64url. See
/// "Authentication" in the Engine API's reference.
final class RegistryAuth {
  static final String HEADER = "X-Registry-Auth";

  private RegistryAuth() {}

  static String of(Credentials credentials) {
    var json = new JsonObject();
    switch (credentials.access()) {
      case Access.Password(var user, var password) -> {
        json.addProperty("username", user);
        json.addProperty("password", text(password));
      }
      case Access.IdentityToken(var token) -> json.addProperty("identitytoken", text(token));
      case Access.RegistryToken(var token) -> json.addProperty("registrytoken", text(token));
    }
    json.addProperty("serveraddress", credentials.registry());
    return Base64.getUrlEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Secret secret) {
    return new String(secret.reveal(), StandardCharsets.UTF_8);
  }
}
