package ballast.secret;

import ballast.model.Credentials.Access;
import ballast.model.RegistryName;
import ballast.model.Secret;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Docker's config.json, as far as it is about registries. Pure.
///
/// The format is that of `docker login`: see "Credential stores" in Docker's reference of that
/// command. A helper that is named for a registry comes before the store for all, and either comes
/// before what the file itself holds.
record DockerConfigFile(JsonObject json) {
  /// As the file calls Docker Hub, since its first version.
  static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

  /// Where the credentials for a registry are.
  sealed interface Place {
    record Inside(Access access) implements Place {}

    /// @param key what the helper is asked for
    record WithHelper(String helper, String key) implements Place {}

    record Nowhere() implements Place {}
  }

  /// A file that makes no sense; its text is never shown.
  static final class Garbage extends Exception {
    private static final long serialVersionUID = 1;

    Garbage(String what) {
      super(what);
    }
  }

  static DockerConfigFile parse(String text) throws Garbage {
    try {
      JsonElement element = JsonParser.parseString(text);
      if (element instanceof JsonObject json) {
        return new DockerConfigFile(json);
      }
    } catch (JsonParseException noJson) {
      throw new Garbage("it is not JSON");
    }
    throw new Garbage("it is no JSON object");
  }

  /// @throws Garbage when what stands there for this registry makes no sense
  Place of(RegistryName registry) throws Garbage {
    String key = key(registry);
    Optional<String> helper =
        Stream.concat(Stream.of(key), names(registry))
            .flatMap(name -> text(object(json, "credHelpers"), name).stream())
            .findFirst()
            .or(() -> text(json, "credsStore"));
    if (helper.isPresent()) {
      return new Place.WithHelper(helper.get(), key);
    }
    for (Map.Entry<String, JsonElement> entry : object(json, "auths").entrySet()) {
      if (isAbout(entry.getKey(), registry) && entry.getValue() instanceof JsonObject auth) {
        Optional<Access> access = access(entry.getKey(), auth);
        if (access.isPresent()) {
          return new Place.Inside(access.get());
        }
      }
    }
    return new Place.Nowhere();
  }

  /// How a registry is filed.
  static String key(RegistryName registry) {
    return registry.equals(RegistryName.DOCKER_HUB) ? DOCKER_HUB_KEY : registry.host();
  }

  private static Stream<String> names(RegistryName registry) {
    return registry.equals(RegistryName.DOCKER_HUB)
        ? Stream.of("index.docker.io", registry.host())
        : Stream.of(registry.host());
  }

  /// Older clients filed registries as URLs.
  private static boolean isAbout(String filed, RegistryName registry) {
    String host = filed.replaceFirst("^https?://", "").replaceFirst("/.*", "");
    return names(registry).anyMatch(host::equals);
  }

  private static Optional<Access> access(String filed, JsonObject auth) throws Garbage {
    Optional<String> identity = text(auth, "identitytoken");
    if (identity.isPresent()) {
      return Optional.of(new Access.IdentityToken(Secret.of(identity.get())));
    }
    Optional<String> registry = text(auth, "registrytoken");
    if (registry.isPresent()) {
      return Optional.of(new Access.RegistryToken(Secret.of(registry.get())));
    }
    Optional<String> joined = text(auth, "auth");
    if (joined.isPresent()) {
      return Optional.of(decoded(filed, joined.get()));
    }
    Optional<String> user = text(auth, "username");
    Optional<String> password = text(auth, "password");
    return user.flatMap(name -> password.map(one -> new Access.Password(name, Secret.of(one))));
  }

  /// `user:password` in base64; the password may hold further colons.
  private static Access decoded(String filed, String joined) throws Garbage {
    String what = "auths: \"%s\": auth is not user:password in base64".formatted(filed);
    String text;
    try {
      text = new String(Base64.getDecoder().decode(joined), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      throw new Garbage(what);
    }
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw new Garbage(what);
    }
    String password = text.substring(colon + 1).replaceAll("\0+$", "");
    return new Access.Password(text.substring(0, colon), Secret.of(password));
  }

  private static JsonObject object(JsonObject json, String name) {
    return json.get(name) instanceof JsonObject object ? object : new JsonObject();
  }

  private static Optional<String> text(JsonObject json, String name) {
    return Stream.ofNullable(json.get(name))
        .filter(element -> element.isJsonPrimitive() && element.getAsJsonPrimitive().isString())
        .map(JsonElement::getAsString)
        .filter(text -> !text.isEmpty())
        .findFirst();
  }
}
