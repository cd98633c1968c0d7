package ballast.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretTest {
  private static final String CANARY = "canary-7Fq2/zz+";

  @Test
  void noTextOfAnythingThatHoldsOneShowsIt() {
    Secret secret = Secret.of(CANARY);
    var known = new KnownSecret("DB", SecretSpec.Delivery.FILE, secret, "1a2b3c4d");
    var credentials =
        new Credentials(
            "registry.example", new Credentials.Access.Password("ci", secret), "a file");
    var image = new Image("shop", new Digest("sha256:" + "a".repeat(64)));
    var release = new Release("1", image, 80, ContainerSpec.defaults(), List.of(known));
    assertThat(List.of(secret, known, credentials, credentials.told(), release, secret.hashCode()))
        .noneSatisfy(one -> assertThat(one.toString()).contains(CANARY));
    assertThat(release.toString()).contains(Secret.MASK);
  }

  @Test
  void otherPeoplesWordsAreShownWithoutIt() {
    byte[] bytes = CANARY.getBytes(StandardCharsets.UTF_8);
    String base64 = Base64.getEncoder().encodeToString(bytes);
    String url = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    assertThat(Secret.of(CANARY + "\n").hiddenIn("no user with " + CANARY + "!"))
        .isEqualTo("no user with ******!");
    assertThat(Secret.of(CANARY).hiddenIn(base64 + " " + url)).isEqualTo("****** ******");
  }

  /// Otherwise the secret `a` would make every message unreadable, and so tell itself.
  @Test
  void aVeryShortOneIsNotLookedFor() {
    assertThat(Secret.of("a").hiddenIn("a bad day")).isEqualTo("a bad day");
  }

  @Test
  void oneLineEndGoesAndNoMore() {
    assertThat(Secret.of("x\n").withoutLineEnd()).isEqualTo(Secret.of("x"));
    assertThat(Secret.of("x\r\n").withoutLineEnd()).isEqualTo(Secret.of("x"));
    assertThat(Secret.of("x\n\n").withoutLineEnd()).isEqualTo(Secret.of("x\n"));
    assertThat(Secret.of("").withoutLineEnd()).isEqualTo(Secret.of(""));
  }

  @Test
  void whatAReleaseDoesToSecretsIsToldByNameAlone() {
    var wanted =
        List.of(
            new KnownSecret("KEPT", SecretSpec.Delivery.FILE, Secret.of(CANARY), "aa"),
            new KnownSecret("MOVED", SecretSpec.Delivery.ENV, Secret.of(CANARY), "bb"),
            new KnownSecret("FRESH", SecretSpec.Delivery.FILE, Secret.of(CANARY), "cc"));
    var serving = List.of(Map.of("KEPT", "aa", "MOVED", "bb", "OLD", "dd"));
    assertThat(SecretChange.between(serving, wanted))
        .extracting(SecretChange::toString)
        .containsExactly("secret FRESH is new", "secret MOVED changed", "secret OLD is gone");
  }

  /// Half of the fleet may have been rolled already.
  @Test
  void oneContainerWithAnotherValueIsAChange() {
    var wanted = List.of(new KnownSecret("DB", SecretSpec.Delivery.FILE, Secret.of(CANARY), "aa"));
    assertThat(SecretChange.between(List.of(Map.of("DB", "aa"), Map.of()), wanted))
        .containsExactly(new SecretChange("DB", SecretChange.Kind.CHANGED));
    assertThat(SecretChange.between(List.of(Map.of("DB", "aa")), wanted)).isEmpty();
  }

  @Test
  void aRegistryIsToldFromARepositoryAsDockerTellsIt() {
    assertThat(RegistryName.of("nginx")).isEqualTo(RegistryName.DOCKER_HUB);
    assertThat(RegistryName.of("library/nginx")).isEqualTo(RegistryName.DOCKER_HUB);
    assertThat(RegistryName.of("index.docker.io/library/nginx")).isEqualTo(RegistryName.DOCKER_HUB);
    assertThat(RegistryName.of("localhost/shop").host()).isEqualTo("localhost");
    assertThat(RegistryName.of("10.0.0.1:5000/a/b").host()).isEqualTo("10.0.0.1:5000");
    assertThat(RegistryName.of("registry.example/shop").host()).isEqualTo("registry.example");
  }
}
