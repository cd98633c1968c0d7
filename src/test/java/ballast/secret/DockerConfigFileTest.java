package ballast.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.model.Credentials.Access;
import ballast.model.RegistryName;
import ballast.model.Secret;
import ballast.secret.DockerConfigFile.Garbage;
import ballast.secret.DockerConfigFile.Place;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class DockerConfigFileTest {
  private static final RegistryName REGISTRY = new RegistryName("registry.example:5000");

  @Test
  void dockerLoginsOwnEntryIsRead() throws Garbage {
    String config =
        """
        {"auths": {"other.example": {"auth": "%s"}, "registry.example:5000": {"auth": "%s"}}}
        """
            .formatted(auth("no:no"), auth("ci:pass:word"));
    assertThat(DockerConfigFile.parse(config).of(REGISTRY)).isEqualTo(password("ci", "pass:word"));
    assertThat(DockerConfigFile.parse(config).of(new RegistryName("registry.example")))
        .as("another port, another registry")
        .isEqualTo(new Place.Nowhere());
  }

  @Test
  void dockerHubHasANameOfItsOwn() throws Garbage {
    String config =
        """
        {"auths": {"https://index.docker.io/v1/": {"auth": "%s"}}}
        """
            .formatted(auth("me:hub"));
    assertThat(DockerConfigFile.parse(config).of(RegistryName.of("nginx")))
        .isEqualTo(password("me", "hub"));
    assertThat(DockerConfigFile.parse(config).of(REGISTRY)).isEqualTo(new Place.Nowhere());
  }

  @Test
  void olderClientsFiledRegistriesAsUrls() throws Garbage {
    String config =
        """
        {"auths": {"https://registry.example:5000/v1/": {"username": "ci", "password": "old"}}}
        """;
    assertThat(DockerConfigFile.parse(config).of(REGISTRY)).isEqualTo(password("ci", "old"));
  }

  @Test
  void anIdentityTokenIsShownInPlaceOfThePassword() throws Garbage {
    String config =
        """
        {"auths": {"registry.example:5000": {"auth": "%s", "identitytoken": "t0ken"}}}
        """
            .formatted(auth("ci:x"));
    assertThat(DockerConfigFile.parse(config).of(REGISTRY))
        .isEqualTo(new Place.Inside(new Access.IdentityToken(Secret.of("t0ken"))));
  }

  @Test
  void aHelperForTheRegistryComesBeforeTheStoreForAllAndThatBeforeTheFile() throws Garbage {
    String auths =
        "\"auths\": {\"registry.example:5000\": {\"auth\": \"%s\"}}".formatted(auth("a:b"));
    assertThat(
            DockerConfigFile.parse("{%s, \"credsStore\": \"pass\"}".formatted(auths)).of(REGISTRY))
        .isEqualTo(new Place.WithHelper("pass", "registry.example:5000"));
    assertThat(
            DockerConfigFile.parse(
                    "{%s, \"credsStore\": \"pass\", \"credHelpers\": {\"registry.example:5000\": \"gcloud\"}}"
                        .formatted(auths))
                .of(REGISTRY))
        .isEqualTo(new Place.WithHelper("gcloud", "registry.example:5000"));
    assertThat(DockerConfigFile.parse("{\"credsStore\": \"desktop\"}").of(RegistryName.DOCKER_HUB))
        .isEqualTo(new Place.WithHelper("desktop", "https://index.docker.io/v1/"));
  }

  @Test
  void anEmptyOrForeignFileHasNone() throws Garbage {
    assertThat(DockerConfigFile.parse("{}").of(REGISTRY)).isEqualTo(new Place.Nowhere());
    assertThat(
            DockerConfigFile.parse("{\"auths\": {\"registry.example:5000\": {}}, \"x\": [1]}")
                .of(REGISTRY))
        .isEqualTo(new Place.Nowhere());
    assertThat(DockerConfigFile.parse("{\"auths\": 3, \"credsStore\": 4}").of(REGISTRY))
        .isEqualTo(new Place.Nowhere());
  }

  @Test
  void garbageIsToldAndNeverShown() {
    for (String text :
        new String[] {
          "canary",
          "[\"canary\"]",
          "{\"auths\": canary",
          "{\"auths\": {\"registry.example:5000\": {\"auth\": \"canary!\"}}}",
          "{\"auths\": {\"registry.example:5000\": {\"auth\": \"%s\"}}}".formatted(auth("canary")),
          ""
        }) {
      assertThatThrownBy(() -> DockerConfigFile.parse(text).of(REGISTRY))
          .isInstanceOf(Garbage.class)
          .satisfies(garbage -> assertThat(garbage.getMessage()).doesNotContain("canary"));
    }
  }

  private static Place password(String user, String password) {
    return new Place.Inside(new Access.Password(user, Secret.of(password)));
  }

  private static String auth(String joined) {
    return Base64.getEncoder()
        .encodeToString(joined.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
