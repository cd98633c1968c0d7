package ballast.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReleaseTest {
  private static final Image IMAGE =
      new Image("registry.example/shop", new Digest("sha256:" + "a".repeat(64)));
  private static final Release PLAIN = new Release("1", IMAGE, 8080, ContainerSpec.defaults());

  /// A fleet would roll once more if this changed: a setting that Ballast learns later must not.
  @Test
  void theIdOfAReleaseStaysWhateverBallastLearnsLater() {
    assertThat(PLAIN.id()).isEqualTo(new ReleaseId("a8a9577d39af"));
    assertThat(full().id()).isEqualTo(new ReleaseId("fb64f4d1f8c7"));
  }

  @Test
  void whatAPersonCallsItIsNoPartOfIt() {
    assertThat(new Release("latest", IMAGE, 8080, ContainerSpec.defaults()).id())
        .isEqualTo(PLAIN.id());
  }

  @Test
  void textsThatRunIntoEachOtherAreDifferentReleases() {
    assertThat(env("A", "1\nenv 1:B\nenv-value 1:2")).isNotEqualTo(env("A", "1", "B", "2"));
    assertThat(env("A", "")).isNotEqualTo(PLAIN.id());
  }

  @Test
  void anotherSecretIsAnotherReleaseAndAnotherWayToHandItOverToo() {
    ReleaseId one = with(SecretSpec.Delivery.FILE, "11111111").id();
    assertThat(one).isNotEqualTo(PLAIN.id());
    assertThat(with(SecretSpec.Delivery.FILE, "22222222").id()).isNotEqualTo(one);
    assertThat(with(SecretSpec.Delivery.ENV, "11111111").id()).isNotEqualTo(one);
  }

  /// The id is read by whoever may read labels: what it says of the value goes through the print.
  @Test
  void theValueOfASecretIsNoPartOfTheIdButItsPrintIs() {
    var other =
        new KnownSecret("DB", SecretSpec.Delivery.FILE, Secret.of("something else"), "11111111");
    assertThat(PLAIN.with(List.of(other)).id())
        .isEqualTo(with(SecretSpec.Delivery.FILE, "11111111").id());
  }

  private static Release with(SecretSpec.Delivery delivery, String print) {
    return PLAIN.with(List.of(new KnownSecret("DB", delivery, Secret.of("canary"), print)));
  }

  private static ReleaseId env(String... words) {
    return new Release("1", IMAGE, 8080, spec(map(words))).id();
  }

  private static Release full() {
    return new Release("1", IMAGE, 8080, spec(map("A", "1", "B", "2")));
  }

  private static SortedMap<String, String> map(String... words) {
    var map = new TreeMap<String, String>();
    for (int at = 0; at < words.length; at += 2) {
      map.put(words[at], words[at + 1]);
    }
    return map;
  }

  private static ContainerSpec spec(SortedMap<String, String> env) {
    return new ContainerSpec(
        List.of("serve", "--quiet"),
        Optional.of("1000:1000"),
        env,
        List.of("80:80"),
        List.of("/srv:/data:ro"),
        map("team", "shop"),
        OptionalLong.of(512 << 20),
        OptionalLong.of(500_000_000),
        List.of(new ContainerSpec.Ulimit("nofile", 1024, 2048)),
        Optional.of("backend"),
        Optional.of("SIGQUIT"),
        Duration.ofSeconds(30),
        "always",
        Optional.of(new ContainerSpec.Log("json-file", map("max-size", "10m"))),
        List.of("db:10.0.0.9"),
        List.of("NET_BIND_SERVICE"));
  }
}
