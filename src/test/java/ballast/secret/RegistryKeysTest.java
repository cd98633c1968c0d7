package ballast.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.model.Credentials.Access;
import ballast.model.Problem;
import ballast.model.RegistryChoice;
import ballast.model.RegistryName;
import ballast.model.Secret;
import ballast.model.SecretSource;
import ballast.port.CallFailed;
import ballast.port.Keyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryKeysTest {
  private static final RegistryName REGISTRY = new RegistryName("registry.example:5000");
  private static final String AUTH =
      "{\"auths\": {\"registry.example:5000\": {\"auth\": \"Y2k6cGFzcw==\"}}}"; // ci:pass

  @TempDir Path folder;
  private Machine machine;

  @BeforeEach
  void begin() {
    machine = new Machine(folder);
  }

  @Test
  void dockersOwnFileIsFoundWhereDockerFindsIt() throws Exception {
    machine.write(".docker/config.json", AUTH);
    var found = keys(Map.of()).credentials(REGISTRY).orElseThrow();
    assertThat(found.access()).isEqualTo(new Access.Password("ci", Secret.of("pass")));
    assertThat(found.registry()).isEqualTo("registry.example:5000");
    assertThat(found.told()).isEqualTo("as user ci, from " + folder.resolve(".docker/config.json"));
    machine.write("ci/config.json", "{}");
    Path elsewhere = folder.resolve("ci");
    assertThat(keys(Map.of("DOCKER_CONFIG", elsewhere.toString())).credentials(REGISTRY)).isEmpty();
  }

  @Test
  void withoutAFileNobodyIsShownAnythingUnlessItWasNamed() throws Exception {
    assertThat(keys(Map.of()).credentials(REGISTRY)).isEmpty();
    var named = new RegistryChoice.DockerConfig(Optional.of(folder.resolve("none.json")));
    assertThat(problem(keys(named, Map.of())).why()).contains("there is no file");
  }

  @Test
  void aFileThatMakesNoSenseIsAnErrorAndNotNoCredentials() throws Exception {
    machine.write(".docker/config.json", "canary");
    assertThat(problem(keys(Map.of())).toString())
        .contains("no JSON object")
        .doesNotContain("canary");
  }

  @Test
  void whatTheFileOfTheServiceGivesIsForItsOwnRegistryAlone() throws Exception {
    machine.write(
        ".docker/config.json",
        AUTH.replace("registry.example:5000", "https://index.docker.io/v1/"));
    var given = new RegistryChoice.Given("deploy", new SecretSource.Variable("PASS"));
    Keyring keys = keys(given, Map.of("PASS", "word"));
    assertThat(keys.credentials(REGISTRY).orElseThrow().access())
        .isEqualTo(new Access.Password("deploy", Secret.of("word")));
    assertThat(keys.credentials(RegistryName.DOCKER_HUB).orElseThrow().told())
        .startsWith("as user ci");
    assertThat(keys.credentials(new RegistryName("third.example"))).isEmpty();
    assertThat(problem(keys(given, Map.of())).toString())
        .contains("environment variable PASS")
        .contains("not set");
  }

  @Test
  void aHelperIsAskedOnItsStandardInputAndOnce() throws Exception {
    helper(
        "cat > %s/asked; echo x >> %s/times; echo '{\"Username\":\"ci\",\"Secret\":\"s3cret\"}'"
            .formatted(folder, folder));
    Keyring keys = keys(Map.of());
    for (int i = 0; i < 3; i++) {
      assertThat(keys.credentials(REGISTRY).orElseThrow().access())
          .isEqualTo(new Access.Password("ci", Secret.of("s3cret")));
    }
    assertThat(folder.resolve("asked")).hasContent("registry.example:5000");
    assertThat(Files.readString(folder.resolve("times"))).isEqualTo("x\n");
  }

  @Test
  void aHelpersTokenIsAnIdentityToken() throws Exception {
    helper("echo '{\"Username\":\"<token>\",\"Secret\":\"s3cret\"}'");
    assertThat(keys(Map.of()).credentials(REGISTRY).orElseThrow().access())
        .isEqualTo(new Access.IdentityToken(Secret.of("s3cret")));
  }

  @Test
  void aHelperThatKnowsNoneIsNoFailure() throws Exception {
    helper("echo 'credentials not found in native keychain'; exit 1");
    assertThat(keys(Map.of()).credentials(REGISTRY)).isEmpty();
  }

  @Test
  void aHelperThatFailsIsToldByNameWithoutItsAnswer() throws Exception {
    helper("echo 'the keyring is locked'; exit 2");
    assertThat(problem(keys(Map.of())).why())
        .contains("keyhelper")
        .contains("exit code 2: the keyring is locked");
    helper("echo '{\"Secret\":\"canary\"'; exit 2");
    assertThat(problem(keys(Map.of())).toString()).doesNotContain("canary");
    helper("echo canary");
    assertThat(problem(keys(Map.of())).toString()).contains("Username").doesNotContain("canary");
    helper("echo '{\"Username\":\"canary\"}'");
    assertThat(problem(keys(Map.of())).toString()).doesNotContain("canary");
  }

  @Test
  void aHelperThatIsNotThereOrHasNoNameIsTold() throws Exception {
    machine.write(".docker/config.json", "{\"credsStore\": \"surely-not-installed\"}");
    assertThat(problem(keys(Map.of())).why())
        .contains("docker-credential-surely-not-installed")
        .contains("no such program in PATH");
    machine.write(".docker/config.json", "{\"credsStore\": \"../../bin/sh\"}");
    assertThat(problem(keys(Map.of())).why()).contains("no name of a credential helper");
  }

  @Test
  void aHelperThatHangsIsNotWaitedForForEver() throws Exception {
    helper("sleep 4321");
    var keys =
        new RegistryKeys(
            new RegistryChoice.DockerConfig(Optional.empty()),
            REGISTRY,
            sources(Map.of(), Machine.HASTY));
    assertThat(problem(keys).why()).contains("no answer within");
  }

  private void helper(String text) throws IOException {
    machine.script("docker-credential-keyhelper", text);
    machine.write(".docker/config.json", "{\"credsStore\": \"keyhelper\"}");
  }

  private Keyring keys(Map<String, String> environment) {
    return keys(new RegistryChoice.DockerConfig(Optional.empty()), environment);
  }

  private Keyring keys(RegistryChoice choice, Map<String, String> environment) {
    return new RegistryKeys(choice, REGISTRY, sources(environment, Machine.PATIENT));
  }

  private Sources sources(Map<String, String> environment, Limits limits) {
    var all = new HashMap<>(environment);
    all.put("PATH", folder.toString());
    return machine.sources(all, limits);
  }

  private static Problem problem(Keyring keys) {
    CallFailed failed = catchThrowableOfType(CallFailed.class, () -> keys.credentials(REGISTRY));
    assertThat(failed.problem().next()).isNotBlank();
    return failed.problem();
  }
}
