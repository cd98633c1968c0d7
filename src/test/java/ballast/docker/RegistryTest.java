package ballast.docker;

import static ballast.docker.FakeEngine.PONG;
import static ballast.docker.FakeEngine.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.model.Credentials;
import ballast.model.Credentials.Access;
import ballast.model.Problem;
import ballast.model.Secret;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Keyring;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private static final String CANARY = "canary-hunter2";
  private static final Keyring CI =
      registry ->
          Optional.of(
              new Credentials(
                  registry.host(), new Access.Password("ci", Secret.of(CANARY)), "a/config.json"));
  private static final String FOUND =
      "{\"Descriptor\": {\"digest\": \"sha256:%s\"}}".formatted("a".repeat(64));

  @Test
  void anEngineIsShownTheCredentialsWithAQuestionAndWithAPull() throws Exception {
    try (var fake =
            new FakeEngine(
                PONG, (line, out) -> say(out, 200, line.startsWith("GET") ? FOUND : "{}"));
        var client = client(fake)) {
      var registry = new Registry(client, CI);
      registry.resolve("registry.example:5000/shop", "2");
      registry.pull("registry.example:5000/shop:2", Engine.PullWatch.TO_THE_END);
      assertThat(shown(fake))
          .containsExactly(
              "{\"username\":\"ci\",\"password\":\"canary-hunter2\",\"serveraddress\":\"registry.example:5000\"}",
              "{\"username\":\"ci\",\"password\":\"canary-hunter2\",\"serveraddress\":\"registry.example:5000\"}");
      assertThat(String.join("\n", fake.received())).doesNotContain(CANARY);
    }
  }

  @Test
  void anIdentityTokenIsShownAsOne() throws Exception {
    Keyring token =
        registry ->
            Optional.of(
                new Credentials(
                    registry.host(), new Access.IdentityToken(Secret.of("t0ken")), "a file"));
    try (var fake = new FakeEngine(PONG, (_, out) -> say(out, 200, FOUND));
        var client = client(fake)) {
      new Registry(client, token).resolve("registry.example/shop", "2");
      assertThat(shown(fake))
          .containsExactly("{\"identitytoken\":\"t0ken\",\"serveraddress\":\"registry.example\"}");
    }
  }

  @Test
  void withoutCredentialsNothingIsShown() throws Exception {
    try (var fake = new FakeEngine(PONG, (_, out) -> say(out, 200, FOUND));
        var client = client(fake)) {
      new Registry(client, Keyring.EMPTY).resolve("shop", "2");
      assertThat(shown(fake)).isEmpty();
    }
  }

  @Test
  void aDenialSaysWhoAskedAndWhatToDo() throws Exception {
    Problem denied = refused(CI, "unauthorized: authentication required");
    assertThat(denied.why())
        .contains("unauthorized: authentication required")
        .contains("as user ci, from a/config.json");
    assertThat(denied.next()).contains("docker login registry.example").contains("registry:");
    Problem anonymous = refused(Keyring.EMPTY, "no basic auth credentials");
    assertThat(anonymous.why()).contains("without credentials").contains("registry.example");
    assertThat(anonymous.next()).startsWith("docker login registry.example on this machine");
  }

  /// Registries and proxies may echo what they were sent.
  @Test
  void whatTheRegistryRepeatsOfThePasswordIsNotShown() throws Exception {
    String base64 = Base64.getEncoder().encodeToString(CANARY.getBytes(StandardCharsets.UTF_8));
    Problem denied = refused(CI, "denied: ci/%s (%s)".formatted(CANARY, base64));
    assertThat(denied.why()).contains("denied: ci/****** (******)");
    assertThat(denied.toString()).doesNotContain(CANARY).doesNotContain(base64);
  }

  @Test
  void nothingIsAskedWhereThePasswordCannotBeRead() throws Exception {
    var locked =
        new CallFailed(new Problem("the keyring is locked", "", ""), CallFailed.Effect.NONE);
    try (var fake = new FakeEngine(PONG, (_, out) -> say(out, 200, FOUND));
        var client = client(fake)) {
      Keyring keyring =
          _ -> {
            throw locked;
          };
      assertThat(
              catchThrowableOfType(
                  CallFailed.class, () -> new Registry(client, keyring).resolve("shop", "2")))
          .isSameAs(locked);
      assertThat(fake.received()).isEmpty();
    }
  }

  private static Problem refused(Keyring keyring, String words) throws Exception {
    try (var fake =
            new FakeEngine(
                PONG, (_, out) -> say(out, 401, "{\"message\":\"%s\"}".formatted(words)));
        var client = client(fake)) {
      CallFailed failed =
          catchThrowableOfType(
              CallFailed.class,
              () -> new Registry(client, keyring).resolve("registry.example/shop", "2"));
      var trace = new StringWriter();
      failed.printStackTrace(new PrintWriter(trace));
      assertThat(trace.toString()).doesNotContain(CANARY);
      return failed.problem();
    }
  }

  private static java.util.List<String> shown(FakeEngine fake) {
    return fake.headers().stream()
        .filter(line -> line.startsWith("X-Registry-Auth: "))
        .map(line -> Base64.getUrlDecoder().decode(line.substring(17)))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .toList();
  }

  private static DockerClient client(FakeEngine fake) {
    return new DockerClient("fe-1", fake.socket(), Limits.defaults());
  }
}
